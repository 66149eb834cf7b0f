# n3 may have left the view that its file names; its power is cut while it puts an agreed view there: it still knows with whom it was.
# Found with seed 190259869160.

nodes 4
wait_for all
fresh all
with starts together
begins running

power cut n4
n1 runs out of room for its data or gets it back
power cut n3
n3 boots
n3 goes on until down
n1 runs out of room for its data or gets it back
n3 is started
n1 runs out of room for its data or gets it back
n2 is told to stop
n1 runs out of room for its data or gets it back
n3 goes on until running
n2 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
power cut n1 n2 n3
n3 boots
n1 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n1 goes on until down
n3 goes on until deciding
n1 is started
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n3 goes on until writing-memory
power cut n3

comeback last-only
expect holds
