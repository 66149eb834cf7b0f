# A first start joined with a data folder that was not mounted: its disk is no loss, also while that join is not finished.
# Found with seed 544615017701.

nodes 2
wait_for all
fresh all
servers cannot tell their state
begins running

n1 commits 1, applied by n1 n2, flushed by n1
power cut n1
n1 loses the mount of its data folder or gets it back
n1 boots

expect holds
