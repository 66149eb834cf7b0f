# n3's data folder is not mounted when it sets out to join n1, whose bootstrap it has not been part of; the power is cut before
# its server is up, and the folder is there again: what it holds is not of the lineage that n3 was to be given.

nodes 3
wait_for majority
fresh all
begins running
identities 1903319069583

n3 commits 8, flushed by n1 n2
n3 applies and flushes 3
kill n3
power cut n1 n2 n3
n1 boots
n3 loses the mount of its data folder or gets it back
n3 boots
n2 boots
n3 goes on until down
n1 goes on until down
n2 goes on until down
n1 is started
n3 is started
n1 goes on until running
n3 goes on until announcing
n1 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
power cut n1

comeback everyone
expect holds
