# The copy is of one of two that crashed together. Found with seed 1005957.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
network parts n1
power cut n1 n2
n1 gets a copy of the data folder of n2
n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n2 is started
? n1 goes on until running
? n2 goes on until running

expect holds
