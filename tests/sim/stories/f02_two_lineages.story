#  Found with seed 40015018: the cluster does not come back: n1 is down, phase 1, last verdict two-lineages; n2 is down, phase 1, last verdict two-lineages

nodes 2
wait_for all
fresh all
begins running

power cut n2
n2 boots
n2 goes on until down
kill n1
n2 is started
n1 goes on until down
n2 goes on until running
n1 is started
n1 goes on until announcing
power cut n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until running
n1 goes on until ready
n2 applies and flushes 3
kill n2
n1 goes on until running
n1 is told to stop

comeback everyone
expect breaks L1
