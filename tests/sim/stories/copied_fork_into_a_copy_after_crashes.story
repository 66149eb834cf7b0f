# n1 left with more than the others wrote down: a fork. n3 gets a copy of n2's folder, which is read; then n1's is written into
# those files.
nodes 4
begins running
n1 commits 8, applied by n1
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3 n4
n2 boots
n3 boots
n4 boots
n2 goes on until down
n3 goes on until down
n4 goes on until down
n2 is started
n3 is started
n4 is started
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until running
? n3 goes on until running
? n4 goes on until running
n3 is told to stop
n3 goes on until down
? n2 follows its component
? n4 follows its component
n2 commits 2, applied by n2 n4, flushed by n2 n4
n2 is told to stop
n2 goes on until down
? n4 follows its component
n3 gets a copy of the data folder of n2
power cut n3
n3 boots
n3 goes on until down
power cut n3
n4 commits 8, applied by n4, flushed by n4
n3 gets written into its files the data folder of n1
n3 boots
n3 goes on until down
n3 is started
? n3 goes on until running

expect holds
