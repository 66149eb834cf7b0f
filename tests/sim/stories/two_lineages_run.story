# Two lineages run, as a person said so: who comes then refuses, and joins neither.
# Reaches "branch joining beside another lineage" (seed 5010440)

nodes 3
wait_for all
fresh all
begins running

network parts n1 n2
power cut n3
n3 boots
n2 is told to stop
n1 is told to stop
n2 goes on until down
n3 goes on until down
n1 goes on until down
n3 is started
n1 is started
n3 goes on until deciding
n3 is told bootstrap-here, of n1 n2 n3
n1 goes on until running
n3 goes on until running
network is whole
n2 is started
n2 goes on until deciding
n2 goes on until deciding

expect holds
