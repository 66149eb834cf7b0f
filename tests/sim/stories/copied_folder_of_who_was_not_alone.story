# n3, which left in order while n1 runs, is copied to n2, which was down through a bootstrap.
nodes 3
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n3 follows its component
power cut n1 n3
n1 boots
n3 boots
n1 goes on until down
n3 goes on until down
n1 is started
n3 is started
n1 goes on until deciding
n3 goes on until deciding
? n1 goes on until running
? n3 goes on until running
? n1 goes on until running
? n3 goes on until running
n1 follows its component
n3 follows its component
n1 commits 3, applied by n1 n3, flushed by n1 n3
n3 is told to stop
n3 goes on until down
n2 gets a copy of the data folder of n3

comeback everyone
expect holds
