# The same where all three start together, and n3 holds the most.

nodes 3
wait_for all
fresh all
with starts together
begins running

n3 commits 5, applied by n3, flushed by n3
power cut n1 n2 n3
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n3 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until starting
n1 goes on until starting
n2 goes on until starting
power cut n3
kill n1 n2
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding

comeback last-only
expect holds
