# One disk is lost, and of the other one that was in the last component nothing shows whether it is whole: it takes a word
# on each, at a time, unless the view that shows it leaves its word behind.
# Found with seed 684792011857.

nodes 3
wait_for majority
fresh all
begins running

n3 begins DDL or ends it
power cut n3
n3 boots
n2 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
kill n2
n3 goes on until down
n1 goes on until down
n1 is started
n2 goes on until down
n2 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until telling
power cut n1 n2 n3
n1 loses its data folder

expect holds
