# With fresh = first, who lost its disk makes a new history just before the other one is up: the operator vouched for that.

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
expect holds
