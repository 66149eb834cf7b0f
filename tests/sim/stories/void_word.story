# Found with seed 72000086.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
power cut n1 n2
n2 boots
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 is told bootstrap-here, of n1 n2
n1 goes on until running
kill n1
n1 goes on until down
n2 goes on until down
n2 is told discard-local-data, of n1 n2
n1 stops its agent or starts it
n2 is started
n2 goes on until deciding
n2 goes on until telling
n2 goes on until deciding
n2 goes on until deciding
n2 decides

expect reaches reason word-is-void
expect holds
