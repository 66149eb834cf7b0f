# n1 was alone. An older snapshot of the same view is put in its folder's place; n1 hears n2, which holds more than that, and
# goes by it. n2 bootstraps and goes on. n1's own folder is put back: that it went by n2 binds it still.
nodes 3
begins running
n3 is told to stop
n3 goes on until down
n1 commits 3, applied by n1 n2, flushed by n2
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
n1 is copied as a snapshot
n1 commits 4, applied by n1, flushed by n1
power cut n1 n2 n3
n3 gets a copy of the data folder of n1
n1 gets its data folder back from the snapshot
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
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
? n2 goes on until starting
power cut n1
? n2 goes on until running
network parts n2
n1 gets a copy of the data folder of n3
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
