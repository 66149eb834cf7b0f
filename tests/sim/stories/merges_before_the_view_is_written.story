# Who leaves is about to write its view down when one that had lost its component merges with it: it writes the new one.
# Found with seed 309364969626.

nodes 5
wait_for majority
fresh all
begins running

kill n2
network parts n1 n2 n4 n5
n4 is told to stop
n2 goes on until down
n5 is told to stop
n1 is told to stop
n4 goes on until down
n5 goes on until writing-memory
n1 goes on until down
network is whole
n5 goes on until down
kill n3

expect holds
