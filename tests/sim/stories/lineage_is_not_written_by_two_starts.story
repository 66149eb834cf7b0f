# n1 was alone, and each of its starts is cut before it has written beside the data which start that is: it is known to have been
# alone.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n1 is told to stop
n2 goes on until down
n1 goes on until down
n1 is started
n1 goes on until writing-lineage
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until writing-lineage
power cut n1

comeback last-only
expect holds
