# n1 joins, n2 leaves, and n1 is stopped before its start has come to its end: the flag of its clean stop, further than where
# it began, shows that it was alone.

nodes 2
wait_for all
fresh all
begins running
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until ready
n2 is told to stop
n2 goes on until down
n1 commits 3, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
power cut n2
n1 is started
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding

expect holds
