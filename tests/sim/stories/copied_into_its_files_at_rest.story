# n2 was stopped in order, and read. A copy of n1's folder is written into its files: they were written at another time then.
nodes 2
begins running
n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until stop-writing
power cut n1
n2 gets written into its files the data folder of n1
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 is started
? n2 goes on until running

comeback everyone
expect holds
