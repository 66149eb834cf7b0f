# The disks of n1 and n2 are full when n3 joins them, so what they have written down is the view of before. n3 alone has written down
# what came then, and is not there when n1 and n2 come back.

nodes 3
wait_for all
fresh all
begins running

n3 is told to stop
n3 goes on until down
n1 runs out of room for its data or gets it back
n2 runs out of room for its data or gets it back
n3 is started
n3 goes on until running
n1 commits 1, applied by n1 n2 n3, flushed by n3
power cut n1 n2 n3
n1 boots
n2 boots
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

expect holds
