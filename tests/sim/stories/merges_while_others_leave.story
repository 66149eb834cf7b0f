# Who leaves writes its view down, and before its server has left, one that had lost its component merges with it.
# As what seed 309364969626 found, a step later.

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
n5 goes on until stop-leaving
n1 goes on until down
network is whole
n5 goes on until down
kill n3

comeback everyone
expect holds
