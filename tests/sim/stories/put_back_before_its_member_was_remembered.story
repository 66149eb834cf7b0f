# A data folder is put back; the last start of its node was cut before its server was seen up. Found with seed 893776.

nodes 2
wait_for all
fresh first
begins running

n2 is copied as a snapshot
n2 is told to stop
n2 goes on until down
n2 is started
n2 goes on until ready
power cut n2
n2 gets its data folder back from the snapshot
power cut n1

comeback everyone
expect holds
