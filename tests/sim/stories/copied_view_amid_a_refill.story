# as c3: n2 keeps its memory, and lost its data folder only
nodes 3
begins running
power cut n2
n2 loses its data folder
n1 follows its component
n3 follows its component
n2 boots
n2 goes on until down
n2 is started
n2 goes on until writing-decision
power cut n2
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
n1 follows its component
n3 follows its component
n3 is told to stop
n3 goes on until down
n1 follows its component
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
