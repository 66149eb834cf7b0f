# n1 joins n2, which leaves; n3 merges with n1 and goes on when n1 has been stopped amid its start: whom n1 left, nobody can tell.
# Found with seed 346907895585.
nodes 3
wait_for majority
fresh all
with starts together
begins running

network parts n1 n2
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until starting
n2 is told to stop
n1 goes on until ready
n2 goes on until stop-leaving
kill n2, just after the leave of n2
network is whole
n3 goes on until running
n1 is told to stop
n3 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
n1 goes on until down
power cut n3

comeback everyone
expect holds
