# A server that has come into one component merges by itself with another one, that a person's word began: nobody asks.

nodes 3
wait_for all
fresh first
begins new

n2 boots
n1 boots
network parts n1 n2
n3 boots
n3 goes on until down
n3 is started
n2 goes on until down
n1 goes on until down
n1 is started
n3 goes on until deciding
n3 is told bootstrap-here
n2 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 asks n1
n1 decides
n3 goes on until running
network is whole
n1 goes on until ready
n2 does not hear n1
n2 goes on until starting
n2 goes on until starting
n2 goes on until starting
power cut n1

expect holds
