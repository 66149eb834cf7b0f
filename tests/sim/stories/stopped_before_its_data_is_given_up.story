# A start that gives its data up by a word, and is stopped once it has written that down and before it has done anything:
# the next one joins as the person said.

nodes 2
wait_for all
fresh all
begins running

n1 commits 1, applied by n1, flushed by n1
power cut n1
power cut n2
n2 boots
n2 goes on until down
n2 is told bootstrap-here, of n1 n2
n2 is started
n2 goes on until running
n1 boots
n1 goes on until down
n1 is told discard-local-data, of n1
n1 is started
n1 goes on until archiving
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until running

expect holds
