# n4 is filled by n3, on a branch that a word began, and loses its power as its unit comes up: all data has come, and the file
# beside it has not been written. Its folder is copied to n2, of the other branch.
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
n4 is told to stop
n4 goes on until down
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
power cut n4
n4 loses its data folder
n4 boots
n4 goes on until down
n4 is started
n1 commits 8, applied by n1, flushed by n1
n1 commits 8, applied by n1, flushed by n1
n1 commits 8, applied by n1, flushed by n1
power cut n1
n4 goes on until ready
n3 commits 5, applied by n3 n4, flushed by n3 n4
power cut n4
n2 gets a copy of the data folder of n4
network parts n1 n2
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

expect holds
