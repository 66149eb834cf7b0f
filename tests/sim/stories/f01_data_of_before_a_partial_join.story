# F1: n3 holds data of a component from before, in which n2 was another member than the one that it was when n1 was to fill it.

nodes 3
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
power cut n2 n3
n3 boots
n3 goes on until down
n2 boots
n2 goes on until down
n2 is started
n2 goes on until running
n1 is started
n1 goes on until running
n1 commits 7, applied by n1 n2, flushed by n1 n2
n2 is told to stop
n2 goes on until down
n1 commits 6, applied by n1, flushed by n1
power cut n2
n2 loses its data folder
n2 boots
n2 goes on until down
n2 is started
n2 goes on until starting
n2 gets the next part of its transfer
n1 is told to stop
n1 goes on until down

expect holds
