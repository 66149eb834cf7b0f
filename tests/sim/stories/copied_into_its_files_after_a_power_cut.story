# n2 loses its power, and before its unit has read what it left, a copy of n1's folder is written into its files.
nodes 3
begins running
power cut n2
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 2, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n2 gets written into its files the data folder of n1
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
