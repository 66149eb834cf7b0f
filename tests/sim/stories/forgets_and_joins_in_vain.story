# n2 has agreed that n1 bootstraps and loses its memory; it sets out to join n1 in vain, and counts as one that crashed again.

nodes 3
wait_for majority
fresh all
begins running

n1 commits 1, applied by n1 n2 n3, flushed by n1
power cut n1 n2 n3
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
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
n1 goes on until running
power cut n2
n2 loses its memory
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until writing-decision
network parts n1
n2 goes on until starting
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
n2 goes on until down
n3 boots
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until deciding
? n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
? n3 asks n1 n2 n3
n3 decides
? n2 goes on until running

expect holds
