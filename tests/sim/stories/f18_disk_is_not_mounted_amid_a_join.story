# F18: so it is where a start that brought data was to join, and was killed before anything came.

nodes 2
wait_for all
fresh all
begins running

n1 commits 5, applied by n2, flushed by n2
power cut n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until handing-over
kill n2
n2 goes on until down
power cut n1 n2
n2 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n1 is started
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
? n1 goes on until running

expect holds
