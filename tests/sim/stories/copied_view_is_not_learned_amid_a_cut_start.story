# n2 sets out to join over a copy of n3s folder, and its start is stopped: it does not take itself for n3 after that. Found with seed 817641624922.

nodes 3
wait_for majority
fresh all
with starts together
begins running

power cut n2
power cut n1 n2 n3
n2 gets a copy of the data folder of n3
n3 boots
n2 boots
n1 boots
n1 goes on until down
n3 goes on until down
n3 is started
n2 goes on until down
n2 is started
n3 goes on until running
n2 goes on until archiving
n2 is told to stop
power cut n3

comeback everyone
expect holds
