# n1's folder is copied to n2, and read there. Later, as n1 was alone, it is copied again, into those files: nobody has run
# anything by hand.
nodes 3
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n3 follows its component
n1 commits 2, applied by n1 n3, flushed by n1 n3
n1 is told to stop
n1 goes on until down
n3 follows its component
n2 gets a copy of the data folder of n1
power cut n2
n2 boots
n2 goes on until down
n1 is started
? n1 goes on until running
n3 follows its component
n1 follows its component
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 5, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
power cut n2
n2 gets written into its files the data folder of n1
n1 is started
? n1 goes on until running
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
