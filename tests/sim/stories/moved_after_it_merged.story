# n3 is cut off, n1 and n2 bootstrap without it, n3 merges by itself, and loses its power. Its own folder is moved, there and back.
nodes 3
begins running
network parts n3
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
? n2 goes on until running
n1 commits 4, applied by n1 n2, flushed by n1 n2
network is whole
? n3 gets the next part of its transfer
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
n1 commits 2, applied by n1 n2 n3, flushed by n1 n2 n3
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
n2 is told to stop
n2 goes on until down
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
n1 commits 2, applied by n1 n3, flushed by n1 n3
power cut n3
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
n2 gets a copy of the data folder of n3
n3 gets a copy of the data folder of n2
n3 boots
n3 goes on until down
n3 is started
? n3 goes on until running

comeback everyone
expect holds
