# n1, ahead of what is run by hand beside it, aborts, and its provider takes the history out of its grastate.dat: it waits.

nodes 2
wait_for all
fresh all
begins running

n2 commits 5, applied by n1 n2, flushed by n1
power cut n2
n2 boots
n2 goes on until down
n2 is started by hand to bootstrap
n2 is ended by hand
power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
? n1 goes on until running

expect holds
