# n2 loses its power while it takes a seqno out of grastate.dat, and gets a copy of the folder of n1, which was alone.

nodes 2
wait_for all
begins running
? n1 follows its component
? n2 follows its component
n1 commits 3, applied by n1, flushed by n1
n2 is told to stop
n2 goes on until stop-writing
power cut n2
? n1 follows its component
n2 boots
n2 goes on until down
n2 is started
n2 goes on until writing-grastate.dat
power cut n2
n1 commits 2, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n1 is started
? n1 goes on until running
? n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
