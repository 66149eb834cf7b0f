# n1 is stopped while the step after its first start still runs, so no step before the stop. Seen on a machine.
nodes 1
wait_for all
fresh all
begins new

n1 boots
n1 goes on until down
n1 is started
n1 goes on until ready
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
comeback everyone
expect holds
