# The same, and n2 does not hear n1.

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
n1 goes on until running
n1 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
n2 goes on until down
network parts n3
n2 is started
n2 goes on until deciding
n2 asks n1 n3 n4, losing the answers of n1 n3, not reaching the ports of n1 n3
n2 goes on until running

expect breaks S3
