# n2 lost power (its unit's last run was not read); n1, the last one, stops in order, its folder is copied into n2's. n1 goes on, loses power.
nodes 3
begins running
power cut n2
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 commits 2, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running

comeback everyone
expect holds
