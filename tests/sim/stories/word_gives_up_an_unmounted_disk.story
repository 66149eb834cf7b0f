# A word gives up who is the last component by itself, while its data folder is not mounted: the two contradict each other.

nodes 4
wait_for all
fresh all
begins running

power cut n1
kill n2
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
power cut n4
kill n3
n4 boots
n3 goes on until down
n4 goes on until down
n3 is started
power cut n2
n3 goes on until running
power cut n1 n2 n3 n4
n1 boots
n4 boots
n4 goes on until down
n4 is started
n4 goes on until deciding
n1 goes on until down
n4 is told assume-lost, of n1 n2 n3 n4
n3 loses the mount of its data folder or gets it back
n4 goes on until running
n1 is started
n1 goes on until running
power cut n1

expect holds
