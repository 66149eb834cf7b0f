# A node goes by another one, joins it, and is killed when its memory is written and its old view is still there.
# Found with seed 574499657537.

nodes 3
wait_for all
fresh all
begins running

kill n2
n3 is told to stop
n3 goes on until down
power cut n1
n1 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until deciding
n1 goes on until deciding
n3 is started
n1 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n3 goes on until running
n1 goes on until removing-view
kill n1 n3

expect holds
