# As with a copy that counted, and n2 has joined with the copy and gone on. Its own folder of before is put back without its
# lineage: beyond the copy's position it may be of a fork.
nodes 2
begins running
n1 commits 3, applied by n1 n2, flushed by n1 n2
n1 is told to stop
n1 goes on until down
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
n2 commits 4, applied by n2, flushed by n2
n2 is copied as a snapshot
power cut n2 n1
n2 gets a copy of the data folder of n1
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n1 goes on until starting
? n1 goes on until running
? n2 goes on until running
? n2 goes on until running
n1 commits 8, applied by n1 n2, flushed by n1 n2
n2 is told to stop
n2 goes on until down
power cut n2
n2 gets its data folder back without its lineage
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

expect holds
