# n2 was alone, and crashed. n1's folder is put in its place; n1 bootstraps and n2 sets out to join. Its power goes before it is
# up, and its own folder is put back: that it set out to join binds it still.
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
? n2 goes on until starting
power cut n2
n2 boots
n2 goes on until down
power cut n2
network parts n1
n2 gets its data folder back from the snapshot
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

expect holds
