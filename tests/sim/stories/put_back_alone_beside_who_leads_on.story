# n1's disk is put back to when it was alone. n3, which came later, is heard and holds more; n2, which was with it, is not.

nodes 3
wait_for majority
fresh all
begins new

n1 boots
n3 boots
n2 boots
n1 goes on until down
n3 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running
n2 is started
n1 is copied as a snapshot
n3 is started
n3 goes on until running
n2 goes on until running
power cut n1 n2 n3
n1 gets its disk back from the snapshot
n3 boots
n1 boots
n1 goes on until down
n1 is started
n3 goes on until down
? n1 goes on until running

expect holds
