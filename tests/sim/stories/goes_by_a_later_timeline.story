# Who is left goes by one that left before and holds more, on a timeline that a bootstrap in between began.

nodes 3
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n3 is started
n3 goes on until running
n3 commits 3, applied by n3, flushed by n3
n2 is started
n2 goes on until running
n1 is started
n1 goes on until running
n1 commits 5, applied by n1 n2 n3, flushed by n1 n2 n3
n1 commits 5, applied by n1, flushed by n1
n1 is told to stop
n1 goes on until down
power cut n2 n3
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down

expect holds
