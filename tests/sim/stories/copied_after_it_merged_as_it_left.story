# n2 learns amid its stop what it has merged with. Its folder is copied to n3.
nodes 4
wait_for all
fresh first
begins running

network parts n1 n3 n4
n3 is told to stop
kill n4
n3 goes on until down
n1 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 decides
n1 goes on until deciding
n1 asks n1 n2 n3 n4, losing the answers of n2 n4
n1 goes on until running
n2 is told to stop
n2 goes on until stop-leaving
network is whole
? n2 gets the next part of its transfer
n1 commits 4, applied by n1 n2, flushed by n1 n2
n2 goes on until down
n3 gets a copy of the data folder of n2
n3 is started
? n3 goes on until running

comeback everyone
expect holds
