# n2 left its component and leads a start together; its power is cut before it has put the agreed view anywhere. Nobody has been in
# that component, so those who were in the one before are enough. Found with seed 691844441812.

nodes 3
wait_for all
fresh all
servers cannot tell their state
with starts together
begins running

power cut n1
n1 boots
kill n3
n2 is told to stop
n1 goes on until down
n2 goes on until down
n1 is started
n3 goes on until down
n1 goes on until deciding
n3 is started
n3 goes on until deciding
n2 is started
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
n2 goes on until archiving
power cut n2

comeback last-only
expect holds
