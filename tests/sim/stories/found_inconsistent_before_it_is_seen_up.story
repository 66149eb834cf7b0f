# n3 starts together with others, and its group finds it inconsistent before it is up: no file of its data has changed since it
# set out, and yet the data is not whole. A transfer would have left a view. Found with seed 914931803299.

nodes 4
wait_for all
fresh first
with starts together
begins running

n1 is told to stop
n1 goes on until down
n4 commits 1, applied by n3, flushed by n1 n2 n3 n4
power cut n1 n2 n3 n4
n2 boots
n4 boots
n3 boots
n2 goes on until down
n2 is started
n4 goes on until down
n2 goes on until deciding
n3 goes on until down
n3 is started
n4 is started
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n3 goes on until starting
n2 goes on until starting
n4 goes on until running
n3 is found inconsistent
power cut n1 n2 n3

comeback everyone
expect holds
