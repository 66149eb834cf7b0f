# n2 has lost its component and is told to stop; before it has left it merges with what n1 has bootstrapped, and holds no more than
# that.

nodes 4
wait_for all
fresh first
begins running

network parts n1 n3 n4
n3 is told to stop
kill n4
n3 goes on until down
n1 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 decides
n1 goes on until deciding
n1 asks n1 n2 n3 n4, losing the answers of n2 n4
n1 goes on until running
n2 is told to stop

comeback everyone
expect holds
