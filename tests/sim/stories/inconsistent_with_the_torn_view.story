# n2's disk is full when n3 is found inconsistent, so it does not know that the others went on without n3, whose data may be
# whole and is more.

nodes 3
wait_for majority
fresh first
begins running

n2 runs out of room for its data or gets it back
n3 commits 1, applied by n3, flushed by n1 n2 n3
n3 is found inconsistent
power cut n2

comeback everyone
expect breaks L1
