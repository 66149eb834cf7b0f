# The power fails while n3, n4 and n5 write down that they are without n1 and n2. n4 and n5 elect n1, which is further, and n2, which
# was with it, has not agreed yet. Found with seed 407027226482.

nodes 5
wait_for majority
fresh all
with starts together
begins running

n1 commits 1, applied by n1 n2 n3 n4 n5, flushed by n1
n3 is in a component that is cut amid a view, first n1 n2, which is written by n2 n4 n5
n2 boots
n5 boots
n1 boots
n4 boots
n2 goes on until down
n2 is started
n1 goes on until down
n1 is started
n5 goes on until down
n4 goes on until down
n1 goes on until deciding
n1 has waited for long enough
n4 is started
n1 goes on until deciding
n5 is started
n1 goes on until deciding
n4 goes on until deciding
n4 has waited for long enough
n4 goes on until deciding
n4 goes on until deciding
n5 goes on until deciding

comeback everyone
expect holds
