# n2, n3 have left long ago; they set out to join n1, whose power fails before it has given them anything: more than half of a component of which n1 alone had the data.

nodes 3
wait_for majority
fresh all
begins running

n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n1 commits 8, applied by n1, flushed by n1
n2 is started
n2 goes on until deciding
n2 is told to stop
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 is told to stop
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n3 is started
n3 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n3 asks n1 n2 n3
n3 decides
n2 goes on until starting
n3 goes on until starting
power cut n1
power cut n2 n3
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n2 asks n1 n2 n3
n2 decides
n3 asks n1 n2 n3
n3 decides
n3 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
? n3 asks n1 n2 n3
n3 decides
? n2 asks n1 n2 n3
n2 decides
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 asks n1 n2 n3
n1 decides
n1 goes on until deciding

expect holds
