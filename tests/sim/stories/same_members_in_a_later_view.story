# n3 agrees to n2, joins it, and is cut before it is up: the view that both crash in then has the members of the one before.
nodes 3
wait_for majority
fresh all
begins running

power cut n1
kill n2
n2 goes on until down
n2 is started
n2 goes on until preparing
n3 goes on until down
n3 is started
n3 goes on until preparing
n3 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n2 goes on until running
n3 goes on until ready
power cut n3
n3 boots
n3 goes on until down
n3 is started
n3 goes on until preparing
n2 goes on until down
n3 goes on until archiving
kill n3

comeback last-only
expect holds
