# A disk is put back with what it remembers, to when its node was alone: it and who was alone last contradict each other.
# Found with seed 516201026353.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n2 is started
n1 is copied as a snapshot
n2 goes on until running
n1 is told to stop
n2 is told to stop
n1 goes on until down
n2 goes on until down
power cut n1
n1 gets its disk back from the snapshot

comeback everyone
expect breaks L1
