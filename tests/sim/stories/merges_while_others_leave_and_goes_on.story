# n3 merges with n1 and n2 after their step before the stop, and goes on alone: they come back without it.
nodes 3
wait_for all
fresh all
begins running

network parts n3
n1 is told to stop
n2 is told to stop
n1 goes on until stop-leaving
n2 goes on until stop-leaving
network is whole
n3 gets the next part of its transfer
n1 goes on until down
n2 goes on until down
n3 commits 3, applied by n3, flushed by n3
power cut n3
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until running
? n1 goes on until running

expect holds
