# n3 is cut off, and a word lets it go on alone, from where n1 and n2 go on as well. They have bootstrapped nothing since, so that
# the timeline that n3 began is all that tells the fork.

nodes 3
wait_for all
fresh all
begins running

power cut n3
network parts n1 n2
n3 boots
n3 goes on until down
n3 is started
? n3 goes on until deciding
n3 is told assume-lost, of n1 n2
n3 goes on until running
n3 commits 1, applied by n3, flushed by n3
n1 commits 8, applied by n1 n2, flushed by n1 n2
n1 commits 8, applied by n1 n2, flushed by n1 n2
n3 is told to stop
n3 goes on until down
network is whole
n3 is started
? n3 goes on until deciding
? n3 goes on until deciding
? n3 goes on until deciding
? n3 goes on until deciding
? n3 goes on until deciding
? n3 goes on until deciding

expect holds
