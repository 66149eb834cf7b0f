# n1, the last one, loses its power amid its stop, and its folder is copied to n2, which had left at the same position: both say that
# they were alone, and nothing tells whose flag it is.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until stop-writing
power cut n1
n2 gets a copy of the data folder of n1

comeback everyone
expect holds
