# n1 and n2 join n3 and still lack what it has committed when its power fails. They are more than half, so a view of the two is
# written down, but nobody in it has all of the data: n3 is waited for.

nodes 3
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n2 is told to stop
n2 goes on until down
n3 commits 5, applied by n3, flushed by n3
n1 is started
n1 goes on until deciding
kill n1
n1 goes on until down
n1 is started
n1 goes on until deciding
kill n1
n1 goes on until down
n1 is started
n1 goes on until starting
n2 is started
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
