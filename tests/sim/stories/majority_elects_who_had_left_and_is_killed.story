# n3 left, and holds more than n2 and n4 have written down, who crashed with n1, which is off. They agree on n3, a member of nothing
# that they know; it is killed, and what they crashed in is outlived. Their evidence leads on to n3, so n1 cannot go on with them
# while n3 runs, cut off.

nodes 4
wait_for majority
fresh all
begins running

n3 is told to stop
n2 commits 1, applied by n1 n3, flushed by n1 n3
n3 goes on until down
power cut n1 n2 n4
n4 boots
n2 boots
n3 is started
n4 goes on until down
n3 goes on until deciding
n2 goes on until down
n3 has waited for long enough
n2 is started
n3 goes on until deciding
n4 is started
n2 goes on until deciding
n3 goes on until deciding
n2 has waited for long enough
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until telling
n4 goes on until deciding
n3 goes on until running
kill n3
n3 goes on until down
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n3 goes on until running
n3 commits 7, applied by n3, flushed by n3
network parts n3
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding

comeback last-only
expect holds
