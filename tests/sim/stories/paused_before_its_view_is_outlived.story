# n4's provider was paused at 2, and the power failed before its data was that far. It had agreed that n2 bootstraps, which
# lost its disk, so n4 takes its view away as outlived: beside none, the seqno of the pause was taken for one of a stop.

nodes 4
arbitrators 1
wait_for majority
fresh all
begins running

n4 commits 1, applied by n1 n2 n3 n4, flushed by n2
n4 pauses its provider or lets it go on
power cut n1 n2 n3 n4
n1 boots
n4 boots
n3 boots
n2 boots
n4 goes on until down
n3 goes on until down
n4 is started
n4 goes on until deciding
n2 goes on until down
n2 is started
n2 goes on until deciding
n1 goes on until down
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
power cut n2
n2 loses its disk

comeback everyone
expect holds
