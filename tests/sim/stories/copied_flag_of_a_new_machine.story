# n2 is a new machine, with a copy of n3's folder; it bootstraps by a word, and is stopped amid its start. Its folder is written
# into the files of n1, which has lost its power.
nodes 3
begins running
n3 is told to stop
n3 goes on until down
n1 follows its component
n2 follows its component
power cut n3
power cut n2
n1 follows its component
n2 loses its disk
n2 gets a copy of the data folder of n3
power cut n1
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 is told assume-lost, of n1 n3
n2 goes on until ready
n2 is told to stop
n2 goes on until down
n1 gets written into its files the data folder of n2
n2 is started
? n2 goes on until running
n2 commits 5, applied by n2, flushed by n2
power cut n2
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
