# Two words bootstrapped, and one component merged into the other a moment before all lost power: each knows its own timeline only.
nodes 3
arbitrators 1
wait_for all
fresh all
begins running

network parts n1
power cut n2
n2 boots
network parts n3
n2 goes on until down
n2 is started
n1 goes on until down
n2 goes on until deciding
n2 is told assume-lost, of n1 n2 n3
power cut n3
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 is told bootstrap-here, of n1 n2 n3
n2 goes on until running
arbitrator starts or ends
n3 goes on until running
n3 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
network is whole
power cut n1 n2 n3

comeback everyone
expect breaks L1
