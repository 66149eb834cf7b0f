# n1 holds the most; n2 and n3 start together with it, need all of its data, and it loses its power amid that. Both lead on to it,
# not to each other.

nodes 3
wait_for all
fresh all
with starts together
begins running

n1 commits 5, applied by n1, flushed by n1
power cut n1 n2 n3
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n1 goes on until preparing
n2 is started
n2 goes on until preparing
kill n2
n2 goes on until down
n2 is started
n2 goes on until preparing
n3 is started
n3 goes on until preparing
kill n3
n3 goes on until down
n3 is started
n3 goes on until preparing
kill n3
n3 goes on until down
n3 is started
n3 goes on until preparing
kill n3
n3 goes on until down
n3 is started
n3 goes on until preparing
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n1 goes on until starting
n2 goes on until starting
n3 goes on until starting
n2 gets the next part of its transfer
n3 gets the next part of its transfer
power cut n1
n2 goes on until down
n3 goes on until down
n1 boots
n1 goes on until down

comeback everyone
expect holds
