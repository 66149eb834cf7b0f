# n1 has been five other members and was filled by a state transfer since its folder was copied, in which it was alone.
nodes 3
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n1 is copied as a snapshot
n2 is started
n2 goes on until running
n3 is started
n3 goes on until running
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until running
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until running
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until running
n1 is told to stop
n1 goes on until down
power cut n1
n1 loses its data folder
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
power cut n1
n1 gets its data folder back from the snapshot
network parts n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding

n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding

comeback everyone
expect holds
