# n1 chooses n4 about the view that a cut join has left it with, and loses its power: who is to be elected then cannot count on it.

nodes 4
wait_for majority
fresh all
begins running

n1 is told to stop
kill n2
n2 goes on until down
n2 is started
n1 goes on until down
n1 is started
n4 commits 1, applied by n1 n2 n3 n4, flushed by n1 n2 n3 n4
n2 goes on until starting
n1 goes on until starting
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
network parts n3
n2 goes on until down
kill n4
n4 goes on until down
n4 is started
n1 goes on until down
n4 goes on until deciding
n1 is started
n1 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n4 goes on until running
power cut n1 n2
n1 boots
n2 boots
power cut n3
n1 goes on until down
n2 goes on until down
n3 boots
n2 is started
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 has waited for long enough
n1 is started
network parts n4
n3 goes on until deciding
n3 goes on until deciding
? n1 goes on until telling
? n2 goes on until telling
n1 goes on until deciding
n2 goes on until deciding
? n3 goes on until running

expect holds
