# The only data was put back from a snapshot: the remedy goes on from it, and does not give it up.
nodes 2
wait_for all
fresh all
servers cannot tell their state
begins new

n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running
n1 is copied as a snapshot
n1 is told to stop
n1 goes on until down
power cut n1
n1 gets its data folder back from the snapshot

expect holds
