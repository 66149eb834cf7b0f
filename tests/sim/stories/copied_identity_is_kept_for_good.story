# as c3 up to the copy; n2 reads once (learns to be n1), is then filled properly by n3 and n1 as itself, and all is well: much later n1 is not heard
nodes 3
begins running
power cut n2
n2 loses its disk
? n1 follows its component
? n3 follows its component
n2 boots
n2 goes on until down
n2 is started
n2 goes on until writing-decision
power cut n2
power cut n1 n3
n2 gets a copy of the data folder of n1
n2 boots
n2 goes on until down
n1 boots
n3 boots
n1 goes on until down
n3 goes on until down
power cut n2
n2 loses its data folder
n1 is started
n3 is started
n1 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
? n1 goes on until running
? n3 goes on until running
? n1 goes on until running
? n3 goes on until running
? n1 follows its component
? n3 follows its component
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running
? n2 follows its component
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n3 follows its component
n3 is told to stop
n3 goes on until down
? n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
n3 is started
n2 is started
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running
comeback everyone
expect holds
