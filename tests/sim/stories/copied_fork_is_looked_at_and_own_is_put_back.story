# n3 gets a copy of a fork, which is read, and then its own folder is put back: its data is part of what runs.
nodes 4
begins running
n1 commits 8, applied by n1
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3 n4
n2 boots
n3 boots
n4 boots
n2 goes on until down
n3 goes on until down
n4 goes on until down
n2 is started
n3 is started
n4 is started
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until running
? n3 goes on until running
? n4 goes on until running
n2 commits 5, applied by n2 n3 n4, flushed by n2 n3 n4
n3 is told to stop
n3 goes on until down
n3 is copied as a snapshot
? n2 follows its component
? n4 follows its component
n2 commits 8, applied by n2 n4, flushed by n2 n4
power cut n3
n3 gets a copy of the data folder of n1
n3 boots
n3 goes on until down
power cut n3
n3 gets its data folder back from the snapshot
n1 loses its disk
n3 boots
n3 goes on until down
n3 is started
? n3 goes on until running

comeback everyone
expect holds
