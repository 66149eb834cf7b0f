# n3 sets out to join what n1 has bootstrapped; n1 loses its power before that is on its disk, and bootstraps again. n3 comes to the
# later one, and is stopped before it is seen up: it is of that one. Found with seed 480854874656.

nodes 4
wait_for majority
fresh all
servers cannot tell their state
with starts together
begins running

power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until starting
power cut n4
power cut n1 n2 n3 n4
n3 boots
n1 boots
n2 boots
n3 goes on until down
n1 goes on until down
n3 is started
n2 goes on until down
n1 is started
n1 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n1 goes on until running
n3 goes on until deciding
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n3 goes on until starting
n3 gets the next part of its transfer
n3 is told to stop

comeback everyone
expect holds
