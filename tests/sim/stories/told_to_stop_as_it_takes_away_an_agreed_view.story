# n3 was alone, and loses its power in a start together with n2. Then it bootstraps by itself, and is told to stop as it takes the
# view away that they had agreed on: the flag is of the component before, which nothing came after.

nodes 3
wait_for all
fresh all
with starts together
begins running

power cut n1
n2 is told to stop
n3 is told to stop
n2 goes on until down
n3 goes on until down
n3 is started
n3 goes on until deciding
n2 is started
n3 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until starting
power cut n1 n2 n3
n3 boots
n3 goes on until down
n3 is started
n3 goes on until removing-view
n3 is told to stop

comeback last-only
expect holds
