# n2 is in a component alone before it was given what it lacks, and its grastate.dat is torn: it takes itself for whole.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 commits 4, applied by n1, flushed by n1
n2 is started
n2 goes on until deciding
n2 asks n1 n2
n2 decides
n2 goes on until starting
n1 is told to stop
n1 goes on until down
power cut n2, tearing the states of n2
power cut n1
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 asks n1 n2
n2 decides
n2 goes on until deciding
? n2 goes on until running

expect holds
