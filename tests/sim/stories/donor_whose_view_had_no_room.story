# n2 could not write its last view down for want of room, and leaves while n1 joins it: it is known as that member all the same.
nodes 2
arbitrators 1
wait_for all
fresh all
begins running

n1 is told to stop
n2 runs out of room for its data or gets it back
n1 goes on until down
n1 is started
n2 follows its component
n2 follows its component
n2 runs out of room for its data or gets it back
n1 is told to stop
n2 runs out of room for its data or gets it back
n1 goes on until down
n1 is started
n2 does not hear n1 n2
n2 runs out of room for its data or gets it back
n1 goes on until starting
n2 is told to stop
n2 goes on until stop-leaving

comeback last-only
expect holds
