# n1 and n2 are killed when they have left and their providers have not taken their views away yet; n3 goes on alone, unheard.
nodes 3
wait_for majority
fresh all
begins running

n1 is told to stop
n2 is told to stop
n1 goes on until stop-leaving
n2 goes on until stop-leaving
kill n1 n2, just after the leave of n1 n2
n3 commits 2, applied by n3, flushed by n3
network parts n3
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding

expect holds
