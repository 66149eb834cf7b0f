# n1, n2 and n5 have agreed that n5 bootstraps; n1 and n2 have been with it and left. n3 and n4, more than half of a view that n5 never wrote, take them off.

nodes 5
wait_for majority
fresh all
begins running

n5 commits 1, applied by n1 n2 n3 n4 n5, flushed by n5
n3 commits 2, applied by n3 n4, flushed by n3 n4
n1 is in a component that is cut amid a view, first n1 n2, which is written by n3 n4
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n5 boots
n5 goes on until down
n1 is started
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n5 is started
n5 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
n5 has waited for long enough
n5 asks n1 n2 n3 n4 n5
n5 decides
n5 goes on until deciding
n1 asks n1 n2 n3 n4 n5
n1 decides
n1 goes on until deciding
n2 asks n1 n2 n3 n4 n5
n2 decides
n2 goes on until deciding
n5 asks n1 n2 n3 n4 n5
n5 decides
n5 goes on until running
n1 asks n1 n2 n3 n4 n5
n1 decides
n1 goes on until running
n2 asks n1 n2 n3 n4 n5
n2 decides
n2 goes on until running
n1 is told to stop
n1 goes on until down
n2 is told to stop
n2 goes on until down
n5 commits 1, applied by n5, flushed by n5
network parts n5
n3 boots
n3 goes on until down
n4 boots
n4 goes on until down
n3 is started
n3 goes on until deciding
n4 is started
n4 goes on until deciding
n3 has waited for long enough
n4 has waited for long enough
n3 asks n1 n2 n3 n4 n5
n3 decides
n3 goes on until deciding
n4 asks n1 n2 n3 n4 n5
n4 decides
n4 goes on until deciding
? n3 asks n1 n2 n3 n4 n5
n3 decides
n3 goes on until deciding
? n4 asks n1 n2 n3 n4 n5
n4 decides
? n3 asks n1 n2 n3 n4 n5
n3 decides
? n3 goes on until running

expect holds
