# n2's join of n1 is cut; n1 is restarted in order (another member UUID), loses power alone, is copied to n2, goes on, loses power.
nodes 2
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n2 is started
n2 goes on until writing-decision
power cut n2
n1 is told to stop
n1 goes on until down
n1 is started
? n1 goes on until running
n1 follows its component
n1 commits 2, applied by n1, flushed by n1
power cut n1
n2 gets a copy of the data folder of n1
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n1 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
