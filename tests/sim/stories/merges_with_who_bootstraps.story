# n4 is cut off, and merges by itself with what n1 bootstraps by a word, before n1 is up and before its own watch has
# looked. What n4 tells is of the component before: n2, which holds more than n1 bootstrapped from, must not go by it.

nodes 4
wait_for all
fresh all
begins running

power cut n1
n2 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
power cut n1 n2 n3
network parts n1
n1 boots
n2 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 is told assume-lost, of n1 n2 n3 n4
n1 goes on until ready
n1 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
n2 goes on until down
network parts n3
n2 is started
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding

expect holds
