# A person has a node bootstrap whose transfer may be half done, and its start is cut: whom it came from still leads on.
# Found with seed 516200981252.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until preparing
power cut n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until preparing
power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n2 is started
n2 goes on until preparing
n1 is started
n1 goes on until preparing
n1 goes on until deciding
n2 goes on until running
n1 goes on until deciding
n2 is told to stop
n1 goes on until starting
n2 goes on until down
n1 goes on until down
n1 is started
n1 goes on until preparing
n1 goes on until deciding
n1 is told bootstrap-here, of n1 n2
n1 goes on until writing-grastate.dat
power cut n1 n2

expect holds
