#  Reaches: branch joining beside another lineage (seed 71003339).

nodes 3
arbitrators 1
wait_for majority
fresh all
begins running

network parts n1 n2 arbitrator
power cut n1 n3
n3 boots
n3 goes on until down
n3 is started
power cut n1 n2
n2 boots
n3 goes on until deciding
n1 boots
n1 goes on until down
n1 is started
n2 goes on until down
n2 is started
n3 is told assume-lost, of n1 n2 n3
n3 goes on until announcing
network parts n1 n2 n3 arbitrator
n2 goes on until running
n3 goes on until running

expect holds
