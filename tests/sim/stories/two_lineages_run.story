# Two components of two lineages run, as persons said so: who comes then refuses, and joins neither.
# Found with seed 8000011738.

nodes 4
wait_for all
fresh all
begins running

power cut n1 n2 n3 n4
n1 boots
n4 boots
n2 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n4 goes on until down
network parts n1
n4 is started
n1 is told assume-lost, of n1 n2 n3 n4
n4 goes on until deciding
n4 is told bootstrap-here, of n1 n2
n4 goes on until running
n1 goes on until running
network is whole
n2 goes on until down
n2 is started
n2 goes on until down

expect reaches branch joining beside another lineage
expect holds
