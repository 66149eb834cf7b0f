# Five nodes that leave one after the other contradict each other.
# Found with seed 309364969626: the cluster does not come back: n1 is down, phase 1, last verdict contradictory-evidence; n2 is down, phase 1, last verdict contradictory-evidence; n3 is down, phase 1, last verdict contradictory-evidence; n4 is down, phase 1, last verdict contradictory-evidence; n5 is down, phase 1, last verdict contradictory-evidence

nodes 5
wait_for majority
fresh all
begins running

kill n2
network parts n1 n2 n4 n5
n4 is told to stop
n2 goes on until down
n5 is told to stop
n1 is told to stop
n4 goes on until down
n5 goes on until writing-memory
n1 goes on until down
network is whole
n5 goes on until down
kill n3

comeback everyone
expect breaks L1
