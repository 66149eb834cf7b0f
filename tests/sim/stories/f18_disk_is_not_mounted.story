# F18: the furthest node's data folder is not mounted; its memory knows that it had data.

nodes 3
wait_for all
fresh all
begins running

n1 commits 5, applied by n1 n2 n3, flushed by n1
power cut n1 n2 n3
n1 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n1 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n2 goes on until running

expect holds
