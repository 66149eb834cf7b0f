# n2 has the crashed folder of n1, is refused as a false fork (see k1), a person discards, power is cut at archiving. n3 leaves, n1 goes on, crashes.
nodes 3
begins running
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
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
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
n1 commits 3, applied by n1 n3, flushed by n1 n3
power cut n1 n3
n2 gets a copy of the data folder of n1
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
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
n2 is started
n2 goes on until deciding
n2 goes on until down
n2 is told discard-local-data
n2 is started
n2 goes on until archiving
power cut n2
n3 is told to stop
n3 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running

expect holds
