# n1's disk is full when n2 joins it, so what it has written down is still the view of itself alone. All lose power, and n1
# hears nobody.
nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 runs out of room for its data or gets it back
n2 is started
n2 goes on until running
n2 commits 3, applied by n2, flushed by n2
power cut n1 n2
n1 boots
n1 goes on until down
n1 is started

n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding

expect holds
