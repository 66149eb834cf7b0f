# F2 after a word: n2 merges by itself with what n1 has bootstrapped, and keeps its old lineage.

nodes 2
wait_for all
fresh all
begins new

n1 boots
n2 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n2 goes on until down
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until running
n2 goes on until running
? n2 follows its component
n1 commits 1, applied by n1 n2, flushed by n1 n2
? n2 follows its component
network parts n1
power cut n1
? n2 follows its component
n1 boots
? n2 follows its component
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 is told bootstrap-here, of n1 n2
? n2 follows its component
n1 goes on until running
network is whole
n2 gets the next part of its transfer
? n2 follows its component
n1 commits 1, applied by n1 n2, flushed by n1 n2
? n2 follows its component
power cut n1 n2
n1 boots
n1 goes on until down
n1 is started

comeback last-only
expect breaks L2
