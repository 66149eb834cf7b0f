# n3 leaves with more than n1 and n2 have written down; they go on without it. Its data folder is lost, it sets out to be filled, is cut, and its own folder is put back: it is taken for the lineage that was to come.

nodes 3
wait_for all
fresh all
begins running

n3 commits 2, applied by n1 n2 n3, flushed by n3
n3 is told to stop
n3 goes on until down
n3 is copied as a snapshot
power cut n1 n2 n3
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n1 is started
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n1 asks n1 n2 n3
n1 decides
n1 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n1 asks n1 n2 n3
n1 decides
n1 goes on until running
n2 goes on until running
n1 commits 4, applied by n1 n2, flushed by n1 n2
n3 loses its data folder
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until writing-decision
power cut n3
n3 gets its data folder back from the snapshot
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 asks n1 n2 n3
n3 decides
? n3 goes on until deciding
? n3 goes on until running

expect holds
