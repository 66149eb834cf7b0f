# n1's disk was full as n2 left, so its view is from before that, and gvwstate.dat.tmp beside it. n1 loses its power and is copied to n2,
# which comes up as n1's member where that view stays. n1 comes back as that member later, and is the furthest as it loses its power.

wait_for all
fresh all
nodes 4
begins running
n1 runs out of room for its data or gets it back
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n3 follows its component
? n4 follows its component
power cut n1
? n3 follows its component
? n4 follows its component
n2 gets a copy of the data folder of n1
n2 is started
? n2 goes on until running
? n2 follows its component
? n3 follows its component
? n4 follows its component
n2 is told to stop
n2 goes on until down
? n3 follows its component
? n4 follows its component
n1 runs out of room for its data or gets it back
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
? n1 follows its component
? n3 follows its component
? n4 follows its component
n4 is told to stop
n4 goes on until down
? n1 follows its component
? n3 follows its component
n1 commits 3, applied by n1, flushed by n1
power cut n1 n3
n3 boots
n3 goes on until down
n3 is started
n2 is started
n4 is started
n2 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n3 goes on until running

comeback everyone
expect holds
