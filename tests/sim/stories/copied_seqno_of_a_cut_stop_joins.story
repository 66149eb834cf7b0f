# n1 is cut between its seqno and its data, and is copied to n2, a new machine, which joins n3.

nodes 3
wait_for all
begins running
n2 is told to stop
n2 goes on until down
power cut n2
? n1 follows its component
? n3 follows its component
n2 loses its disk
n1 commits 3, applied by n1 n3, flushed by n3
n1 is told to stop
n1 goes on until stop-writing
power cut n1
? n3 follows its component
n2 gets a copy of the data folder of n1
n2 boots
? n2 goes on until down
n2 is started
? n2 goes on until running
comeback everyone
expect holds
