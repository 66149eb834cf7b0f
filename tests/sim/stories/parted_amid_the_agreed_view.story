# n1 holds the most. All three agree and start together, and the network parts n1 just before their view reaches it: n2 and
# n3 have a quorum of that view and no state to go on from. Nothing is bootstrapped below n1, and all come back.

nodes 3
wait_for all
fresh all
with starts together
begins running

n1 commits 5, applied by n1, flushed by n1
power cut n1 n2 n3
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n3 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
network is about to part n1
n1 goes on until starting
n2 goes on until starting
n3 goes on until starting
n2 gives up joining
n2 goes on until down
network is whole

comeback everyone
expect holds
