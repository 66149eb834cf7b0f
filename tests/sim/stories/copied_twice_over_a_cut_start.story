# n2's start with a copy of n1's folder is cut before it has written beside the data, and the same copy is written into its files
# again.
nodes 3
wait_for all
begins running
n3 is told to stop
n3 goes on until down
n2 is told to stop
n2 goes on until down
n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
n3 gets a copy of the data folder of n1
n2 gets a copy of the data folder of n3
power cut n2
n2 boots
n2 goes on until down
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n2 is started
n2 goes on until writing-lineage
power cut n2
n2 gets written into its files the data folder of n3
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
