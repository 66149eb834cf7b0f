# n1 was filled by a state transfer after it had lost its data, and then its folder is put back to when it had stopped alone.
nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until down
n1 is copied as a snapshot
n1 is started
n1 goes on until running
n2 is started
n2 goes on until running
n1 is told to stop
n1 goes on until down
power cut n1
n1 loses its data folder
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 5, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding

comeback everyone
expect holds
