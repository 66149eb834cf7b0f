# n3 is cut off; n4 is bootstrapped by a word beside n1, which runs alone; n3 merges with n4 by itself, and loses its power. Its
# folder is copied to n2.
nodes 4
begins running
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n3 follows its component
? n4 follows its component
network parts n3
? n1 follows its component
? n4 follows its component
? n3 follows its component
n4 is told to stop
n4 goes on until down
? n1 follows its component
? n1 follows its component
n1 commits 8, applied by n1, flushed by n1
n1 commits 8, applied by n1, flushed by n1
n1 commits 8, applied by n1, flushed by n1
power cut n1
n4 is started
n4 goes on until deciding
n4 is told assume-lost, of n1 n2 n3
? n4 goes on until running
? n4 follows its component
? n4 follows its component
network is whole
? n3 gets the next part of its transfer
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n4 follows its component
n4 commits 4, applied by n3 n4, flushed by n3 n4
power cut n3
n2 gets a copy of the data folder of n3
network parts n1 n2
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n2 is started
? n2 goes on until running

expect holds
