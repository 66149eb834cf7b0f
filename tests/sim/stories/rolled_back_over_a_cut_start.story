# n2's start with a copy of n1's folder is cut before it has written beside the data, and the copy is put back from a snapshot.
nodes 2
wait_for all
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
power cut n2
n2 gets a copy of the data folder of n1
n2 boots
n2 goes on until down
n2 is copied as a snapshot
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n2 is started
n2 goes on until writing-lineage
power cut n2
n2 gets its data folder back from the snapshot
n1 commits 8, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
comeback everyone
expect holds
