# n4 is stopped amid a start together, and n2, which was in no later component, is gone then: n4 waits for it.

nodes 4
wait_for all
fresh all
with starts together
begins running

kill n2
n4 is told to stop
n2 goes on until down
n4 goes on until stop-leaving
power cut n1 n2 n3 n4
n4 boots
n1 boots
n2 boots
n2 goes on until down
n2 is started
n3 boots
n1 goes on until down
n2 goes on until deciding
n4 goes on until down
n1 is started
n4 is started
n4 goes on until deciding
n1 goes on until deciding
n3 goes on until down
n1 goes on until deciding
n3 is started
n3 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until starting
n4 goes on until starting
n4 is told to stop

comeback last-only
expect breaks L2
