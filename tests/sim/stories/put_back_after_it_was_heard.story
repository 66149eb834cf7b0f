# n2's disk is lost, and n2 tells so; n1 decides by that. Before its server is up n2's data folder is put back. Nobody could
# have known: the oracle passes it over, and counts it.
nodes 2
wait_for majority
fresh all
with starts together
begins running

n2 commits 1, flushed by n2
n2 applies and flushes 4
n2 is copied as a snapshot
power cut n1 n2
n1 boots
n2 loses its disk
n1 goes on until down
n1 is started
n2 boots
n2 goes on until down
n1 goes on until writing-grastate.dat
power cut n2
n2 gets its data folder back from the snapshot
n1 goes on until running

expect holds
