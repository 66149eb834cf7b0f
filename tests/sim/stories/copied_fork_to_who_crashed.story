# n3 forked alone by a word and stopped; n1 and n2 crash; n3's folder is copied to n2.
nodes 3
begins running
power cut n3
n1 follows its component
n2 follows its component
network parts n3
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 is told assume-lost, of n1 n2
? n3 goes on until running
n3 follows its component
n3 commits 8, applied by n3, flushed by n3
n3 is told to stop
n3 goes on until down
n1 commits 3, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n2 gets a copy of the data folder of n3
power cut n3
network is whole
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
? n2 goes on until running
? n1 goes on until running
? n2 goes on until running
? n1 goes on until running

expect holds
