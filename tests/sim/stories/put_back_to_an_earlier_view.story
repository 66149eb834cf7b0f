# n2's data folder is put back to when it was alone, in the same run of its server; it starts first, and hears nobody.
nodes 4
wait_for majority
fresh all
begins running

power cut n4
power cut n1
n3 is told to stop
n3 goes on until down
n3 is started
n2 is copied as a snapshot
n3 goes on until running
n2 follows its component
n2 follows its component
n2 follows its component
power cut n1 n2 n3 n4
n2 gets its data folder back from the snapshot
n2 boots
n2 goes on until down
n2 is started

comeback everyone
expect holds
