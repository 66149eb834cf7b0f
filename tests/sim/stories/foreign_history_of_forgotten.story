#  Found with seed 40033785: the cluster does not come back: n1 runs in a primary component; n2 is down, phase 1, last verdict foreign-history

nodes 2
wait_for all
fresh first
begins running

power cut n1
n1 loses its disk
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
power cut n2
n1 goes on until deciding
n1 goes on until deciding

comeback everyone
expect breaks L1
