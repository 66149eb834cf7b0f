# n1 and n2, more than half of a view that n3 had not written down when all lost power, and n3, n4, n5, more than half of the one before, go on on both sides of a partition.
nodes 5
wait_for majority
fresh all
begins running

n1 is in a component that is cut amid a view, first n4 n5, which is written by n1 n2
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n4 boots
n4 goes on until down
n5 boots
n5 goes on until down
network parts n1 n2
n1 is started
? n1 goes on until deciding
n2 is started
? n2 goes on until deciding
n3 is started
? n3 goes on until deciding
n4 is started
? n4 goes on until deciding
n5 is started
? n5 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
n3 has waited for long enough
n4 has waited for long enough
n5 has waited for long enough
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n3 goes on until running

expect holds
