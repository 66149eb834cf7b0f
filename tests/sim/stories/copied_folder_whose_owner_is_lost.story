# n3's folder (crashed) is copied to n2, then n3's disk is lost. n1's folder was not touched and holds all.
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
power cut n1 n3
n2 gets a copy of the data folder of n3
n3 loses its disk

comeback everyone
expect holds
