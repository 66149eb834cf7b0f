# as b1: n2's data folder is lost at the crash, its evidence is read (unseen), the copy comes then
nodes 3
begins running
power cut n2
n2 loses its data folder
n2 boots
n2 goes on until down
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 2, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 is started
? n2 goes on until running

comeback everyone
expect holds
