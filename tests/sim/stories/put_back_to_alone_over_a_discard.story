# n1 was alone when its folder was saved. The others go on without it, its data is given up, and it loses its power: the folder
# that is put back says that it is alone, in the very file.
nodes 3
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n3 follows its component
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 5, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n1 is copied as a snapshot
power cut n1
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n3 is told assume-lost, of n1
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
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until running
? n2 goes on until running
n3 follows its component
n1 boots
n1 goes on until down
n1 is told discard-local-data
n1 is started
? n1 goes on until running
n2 follows its component
n3 follows its component
n1 follows its component
n3 commits 2, applied by n1 n2 n3, flushed by n1 n2 n3
power cut n1
n2 follows its component
n3 follows its component
n1 gets its data folder back from the snapshot
network parts n1
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
