# n2's data folder is not mounted when it sets out to join, and is again: what it was given below is perhaps the furthest
# data, so all are waited for, also n3, which was not in the last component.

nodes 3
wait_for all
fresh all
with starts together
begins running

power cut n3
power cut n2
n2 loses the mount of its data folder or gets it back
n2 boots
n2 goes on until down
n2 is started
n2 goes on until announcing

comeback last-only
expect holds
