# n2 loses its power and comes up without its data's disk, beside n1, which runs and holds all of it: n2 sets out to be filled.
# Before that has
# come, n1 is killed, and its disk holds less than the one that is not mounted: it waits for that.

nodes 2
wait_for all
fresh all
servers cannot tell their state
with starts together
begins new

n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n1 goes on until running
n2 is started
n2 goes on until running
power cut n2
n2 loses the mount of its data folder or gets it back
n2 boots
n2 goes on until down
n2 is started
n2 goes on until starting
power cut n2
kill n1
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until deciding
n1 goes on until deciding
? n1 goes on until running

expect holds
