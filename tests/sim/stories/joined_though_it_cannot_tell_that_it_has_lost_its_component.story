# n4's server aborts as its donor leaves, and n2's, left of two, has no component and cannot tell that: all others set out to join it
# again and again.

nodes 5
wait_for all
fresh all
servers cannot tell their state
with starts together
begins new

n2 boots
n5 boots
n4 boots
n1 boots
n3 boots
n1 goes on until down
n2 goes on until down
n2 is started
n4 goes on until down
n4 is started
n5 goes on until down
n1 is started
n2 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n3 goes on until down
n1 goes on until deciding
n1 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until running
n2 goes on until starting
n4 goes on until preparing
n1 is told to stop

comeback everyone
expect breaks L4
