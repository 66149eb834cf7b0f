# n2 gets a copy of n1's folder, which is read; then n3's, of a fork, is written into those files.
nodes 4
begins running
n4 is told to stop
n4 goes on until down
power cut n3
n1 follows its component
n2 follows its component
n2 is told to stop
n2 goes on until down
n1 follows its component
power cut n2
network parts n1
power cut n4
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 is told assume-lost, of n1 n2 n4
? n3 goes on until running
n3 follows its component
n4 boots
n4 goes on until down
n4 is started
? n4 goes on until running
n3 follows its component
n4 follows its component
n3 commits 5, applied by n3 n4, flushed by n3 n4
n3 is told to stop
n3 goes on until down
network parts n1 n2
n1 commits 8, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n2 boots
n2 goes on until down
power cut n2
n1 is started
? n1 goes on until running
n1 commits 8, applied by n1, flushed by n1
n1 commits 8, applied by n1, flushed by n1
n2 gets written into its files the data folder of n3
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
