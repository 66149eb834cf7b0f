# A choice is lost with the disk of who did not crash in a view: n6 agrees with n3, n4, n5 beside n1.
nodes 7
wait_for majority
fresh all
begins running

n6 is told to stop
? n6 goes on until down
n7 is told to stop
n7 goes on until down
n1 commits 1, applied by n1 n2 n3 n4 n5, flushed by n1 n2 n3 n4 n5
n1 is in a component that is cut amid a view, first n4 n5, which is written by n1 n2
n1 boots
? n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n4 boots
n4 goes on until down
n5 boots
n5 goes on until down
network parts n1 n2 n6 n7
n1 is started
? n1 goes on until deciding
n2 is started
? n2 goes on until deciding
n6 is started
? n6 goes on until deciding
n7 is started
? n7 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
? n6 has waited for long enough
n7 has waited for long enough
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n1 goes on until running
power cut n6
n6 loses its disk
n6 boots
? n6 goes on until down
network parts n3 n4 n5 n6
n6 is started
? n6 goes on until deciding
n3 is started
? n3 goes on until deciding
n4 is started
? n4 goes on until deciding
n5 is started
? n5 goes on until deciding
n3 has waited for long enough
n4 has waited for long enough
n5 has waited for long enough
? n6 has waited for long enough
? n3 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n3 goes on until deciding
? n3 goes on until deciding

expect holds
