# n2 was filled, and cut before grastate.dat said so; the next component takes its data as it is, so nothing gives that up. Found
# with seed 903185660691.

nodes 2
wait_for majority
fresh all
servers cannot tell their state
with starts together
begins new

n2 boots
n1 boots
n2 goes on until down
n2 is started
n1 goes on until down
n1 is started
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until running
n2 goes on until starting
n2 goes on until starting
n1 commits 1, applied by n1 n2, flushed by n1 n2
n2 goes on until starting
n2 gets the next part of its transfer
power cut n1 n2, tearing the views of n1 n2
n2 boots
n1 boots
n1 goes on until down
n2 goes on until down
n2 is started
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until telling
n2 goes on until deciding
n2 decides
n1 goes on until running
n2 goes on until running
n1 commits 1, applied by n1 n2, flushed by n2
power cut n2
power cut n1

comeback last-only
expect holds
