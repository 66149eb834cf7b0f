# n2 crashed; n1 crashes alone and is copied; n2 sets out to join n1: the foreign view is taken away, power cut before the memory is written.
nodes 3
begins running
power cut n2
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 2, applied by n1, flushed by n1
power cut n1
n2 gets a copy of the data folder of n1
n2 boots
n2 goes on until down
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n1 follows its component
n1 commits 3, applied by n1, flushed by n1
n2 is started
n2 goes on until removing-view
n2 goes on until writing-memory
power cut n2
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
