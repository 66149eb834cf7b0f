# F19: a machine was put back to when it was the only member, with all that it remembered; others hold more since.

nodes 3
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n1 is copied as a snapshot
n1 commits 3, applied by n1, flushed by n1
n2 is started
n2 goes on until running
n3 is started
n3 goes on until running
n1 commits 5, applied by n1 n2 n3, flushed by n1 n2 n3
n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n1 commits 2, applied by n1, flushed by n1
power cut n1
n1 gets its disk back from the snapshot
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n1 goes on until running

expect holds
