# n1's provider was paused at 1, and the power fails: its grastate.dat has a seqno beside a view, and its data is further.

nodes 2
wait_for all
fresh all
begins running

n1 pauses its provider or lets it go on
n1 commits 5, applied by n1 n2, flushed by n1
power cut n1 n2

expect holds
