# n2 has heard what n1 holds, and is about to bootstrap, as a person runs the server of n1 by hand: that forms its component
# again, of itself alone.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n1 commits 1, flushed by n1
n2 goes on until down
kill n1
n2 is started
n1 goes on until down
n2 goes on until deciding
n2 goes on until preparing
n1 is started by hand to join
n2 goes on until running

expect breaks S2
