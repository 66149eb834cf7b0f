# n2 left n1 alone; both start together, n1's server starts and n2's never does. The view that n1 starts with has not formed,
# though its provider has written it down anew: n1 was alone, and waits for nobody.

nodes 2
wait_for all
fresh all
with starts together
begins running

n2 is told to stop
n2 goes on until down
n1 commits 5, applied by n1, flushed by n1
power cut n1
n1 boots
n1 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until starting
power cut n2

kill n1
n1 goes on until down
n1 is started
n1 goes on until running

comeback last-only
expect holds
