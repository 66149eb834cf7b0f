# n1 was put back, with its memory, to when it was alone; whether what n2 holds is whole nothing shows, and n1 passes it over.
nodes 3
wait_for all
fresh all
begins new

n2 boots
n1 boots
n3 boots
n2 goes on until down
n2 is started
n1 goes on until down
n1 is started
n3 goes on until down
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until running
n1 is copied as a snapshot
n2 goes on until starting
n2 goes on until starting
n2 goes on until starting
n2 gets the next part of its transfer
power cut n1 n2 n3, tearing the states of n2 n3
n2 boots
n1 gets its disk back from the snapshot
n1 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running

expect breaks S2
