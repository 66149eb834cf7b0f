# n2 stops last, and its provider has written down where it closed. The power fails before its data is all on the disk: n1,
# which left before, holds more than n2 has left, and n2's seqno tells of what is nowhere.

nodes 2
wait_for all
fresh all
begins running

n1 commits 3, applied by n1 n2
n1 is told to stop
n2 is told to stop
n1 goes on until stop-leaving
n2 goes on until stop-leaving
n1 goes on until down
n2 goes on until stop-writing
power cut n2
n2 boots
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until running
? n1 goes on until running

expect holds
