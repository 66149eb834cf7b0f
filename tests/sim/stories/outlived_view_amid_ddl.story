# DDL ran when both crashed: the view file shows that the data is whole, and its end does not take that away.
# Found with seed 542716308412.

nodes 2
wait_for majority
fresh all
servers cannot tell their state
begins running

n1 begins DDL or ends it
power cut n2
n2 boots
power cut n1
n1 boots
n2 goes on until down
n2 is started
n1 goes on until down
n2 goes on until deciding
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
power cut n1
n1 loses its disk

expect holds
