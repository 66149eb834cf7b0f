# n1's data is not mounted when it joins what a word has begun without it; it is mounted again before its server is up, and is
# not taken for data of the lineage that it was to get.

nodes 2
wait_for all
fresh all
begins running

n1 stops its agent or starts it
n2 commits 1, applied by n1
kill n2
n1 applies and flushes 2
n1 follows its component
n2 goes on until down
n2 is started
n1 follows its component
n1 follows its component
n2 goes on until deciding
n1 follows its component
n1 follows its component
n1 follows its component
n1 follows its component
n1 follows its component
n2 is told assume-lost, of n1 n2
power cut n1
n1 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
n1 is started
n2 goes on until running
n1 goes on until announcing
power cut n1
n1 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
