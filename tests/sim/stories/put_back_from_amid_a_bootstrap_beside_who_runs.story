# The same with three nodes, of which the other two run on.
nodes 3
begins running
n1 commits 3, applied by n1 n2, flushed by n1
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
n1 is told to stop
n1 goes on until stop-leaving
power cut n1 n2 n3
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n3 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until handing-over
n1 is copied as a snapshot
? n1 goes on until running
? n2 goes on until running
? n3 goes on until running
? n2 goes on until running
? n3 goes on until running
? n2 goes on until running
? n3 goes on until running
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
n1 commits 4, applied by n1 n2 n3, flushed by n1 n2 n3
power cut n1
network parts n1
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
