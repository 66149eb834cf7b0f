# F19, F17: a data folder was put back to when its node was the only member; the memory knows of later.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 is copied as a snapshot
n2 is started
n2 goes on until running
n1 commits 5, applied by n1 n2, flushed by n1 n2
n1 is told to stop
n1 goes on until down
n2 commits 2, applied by n2, flushed by n2
n2 is told to stop
n2 goes on until down
n1 is started
n1 goes on until deciding
power cut n1
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding

expect holds
