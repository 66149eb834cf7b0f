# F11: a member's last UUIDs but four are forgotten, and then its view is torn; who set out to join it several times names
# it under an older one.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
power cut n1
n1 boots
n1 goes on until down
n2 goes on until down
n1 is started
n1 goes on until running
power cut n1
n1 boots
n1 goes on until down
n2 is started
n1 is started
n1 goes on until running
n2 goes on until announcing
n1 is told to stop
power cut n2
n1 goes on until down
n1 is started
n2 boots
n2 goes on until down
n2 is started
n1 goes on until running
n2 goes on until deciding
n2 goes on until deciding
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
power cut n1, tearing the views of n1

comeback everyone
expect holds
