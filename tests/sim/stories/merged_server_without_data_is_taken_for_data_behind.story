# n2 is cut off, merges by itself and lacks what the others committed; so does n3, which joins. n4 and n1 leave in order before the two have been given it: n2's old data is taken for what the component of the two had behind it, and nobody asks whom n3 had set out to join.
nodes 4
wait_for all
fresh all
begins running

power cut n3
n3 boots
n3 goes on until down
network parts n2
n1 commits 2, applied by n1 n4, flushed by n1 n4
n3 is started
n3 goes on until starting
network is whole
n4 is told to stop
n4 goes on until down
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3 n4
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running

expect holds
