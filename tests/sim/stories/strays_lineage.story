# n3 set out to join n1's fork T and came to n2's component; all crash before its watch is told: whoever takes the later lineage of a fellow member over, as was tried, hides the fork.
nodes 3
wait_for all
fresh all
begins running

power cut n1
n3 is told to stop
n3 goes on until down
power cut n3
n3 loses its disk
n3 boots
n3 goes on until down
n2 commits 8, applied by n2, flushed by n2
network parts n2
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 is told bootstrap-here
n1 goes on until running
n1 commits 2, applied by n1, flushed by n1
n3 is started
n3 goes on until handing-over
network parts n1
n3 goes on until ready
power cut n1 n2 n3
network is whole
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
# Rounds that a rule needs which agrees; today each of them refuses at its first.
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n3 goes on until running
? n2 goes on until running
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
expect holds
