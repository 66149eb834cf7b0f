# n4's machine was put back to when it was alone, knows nothing of n3, and bootstraps before that is heard: a fork that nobody
# could know of, and that only a person can end.

nodes 4
wait_for all
fresh all
begins running

n1 is told to stop
network parts n3
kill n2
n1 goes on until down
n4 is copied as a snapshot
network parts n2
n4 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
power cut n4
n4 gets its disk back from the snapshot
n4 loses the mount of its data folder or gets it back
power cut n1 n2 n3 n4
n4 loses the mount of its data folder or gets it back
n4 boots
n4 goes on until down
n4 is started
n4 goes on until deciding

comeback everyone
expect holds
