# n2 chooses n3 while the agreed view of a start that came to nothing is still in its place: the choice is not written down.

nodes 3
wait_for majority
fresh all
with starts together
begins running

n3 commits 1, applied by n1 n2 n3, flushed by n3
power cut n1 n2 n3
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n2 asks n1 n2 n3
n2 decides
n2 asks n1 n2 n3
n3 goes on until writing-decision
n2 decides
n2 asks n1 n2 n3
n2 decides
n2 goes on until writing-decision
power cut n1 n2 n3
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n3 asks n1 n2 n3
n3 decides
n3 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until running
network parts n3
kill n2
n2 goes on until down
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
n1 asks n1 n2 n3
n1 decides
n1 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n1 asks n1 n2 n3
n1 decides
n1 goes on until deciding
? n2 asks n1 n2 n3
n2 decides
? n1 asks n1 n2 n3
n1 decides
? n1 goes on until running

expect holds
