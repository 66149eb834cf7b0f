# n2 left n1 and names it; n1 crashes later with n3 and n4, joins them again as the same member and is left by them before it has been given anything: n2's data, of long before, is taken for what n1's component had behind it, and nobody asks whom n1 had set out to join.
nodes 4
wait_for all
fresh all
begins running

n3 is told to stop
n3 goes on until down
n4 is told to stop
n4 goes on until down
n2 is told to stop
n2 goes on until down
n3 is started
n3 goes on until running
n4 is started
n4 goes on until running
power cut n1
n3 commits 2, applied by n3 n4, flushed by n3 n4
n1 boots
n1 goes on until down
n1 is started
n1 goes on until starting
n4 is told to stop
n4 goes on until down
n3 is told to stop
n3 goes on until down
power cut n1 n3 n4
n1 boots
n1 goes on until down
n1 is started
n2 is started
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
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
? n2 goes on until running

expect holds
