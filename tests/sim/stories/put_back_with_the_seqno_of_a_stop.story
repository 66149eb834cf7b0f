# The data folder of n2 is put back from amid its stop: grastate.dat has the seqno that its data was not at yet, and n2 joins with
# what is shown there. Found with seed 39392359706.

nodes 3
wait_for all
fresh all
begins running

n2 is told to stop
kill n3
n2 goes on until stop-writing
n2 is copied as a snapshot
n2 goes on until down
power cut n1 n2
n2 gets its data folder back from the snapshot
power cut n1 n3
n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n2 is started
n1 goes on until running
n2 goes on until running

comeback everyone
expect holds
