# n3 sets out to join n2, which loses its power before; n3 comes to n1 and the arbitrator, n1 loses its power, n4 joins; n3 is stopped amid its start, n4 goes on with the arbitrator: n2's view from before n3 came is taken for one that went on without n3.
nodes 4
arbitrators 1
wait_for all
fresh all
begins running

arbitrator starts or ends
arbitrator starts or ends
n1 follows its component
n1 follows its component
n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
n4 is told to stop
n4 goes on until down
n3 is told to stop
n3 goes on until down
n3 is started
n3 goes on until handing-over
power cut n2
n3 goes on until starting
n3 gets the next part of its transfer
n4 is started
n4 goes on until handing-over
power cut n1
n4 goes on until starting
n4 gets the next part of its transfer
n4 goes on until running
n3 is told to stop
n3 goes on until down
n4 commits 3, applied by n4, flushed by n4
power cut n4
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n3 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n3 goes on until running

expect holds
