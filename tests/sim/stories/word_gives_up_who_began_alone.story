# A word gives up a node that has begun a component alone: it cannot know that, and goes on by itself. The word has forked.
# Found with seed 542716303476.

nodes 2
wait_for all
fresh all
begins running

power cut n1 n2
n2 boots
n1 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until running
power cut n1
n2 is told assume-lost, of n1 n2
n2 goes on until running
n1 boots
n1 goes on until down
n2 commits 1, applied by n1 n2, flushed by n1 n2
n1 is started
power cut n2

expect holds
