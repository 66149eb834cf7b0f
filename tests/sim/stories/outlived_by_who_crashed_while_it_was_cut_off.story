# n4, whose unit is not up yet, is cut off from a component that n2 then leaves by a power cut, and merges with it again: n2 seems to have outlived n4, which was the last that n5 came to.
nodes 5
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
n5 is told to stop
n5 goes on until down
n4 is told to stop
n4 goes on until down
n4 is started
n4 goes on until starting
power cut n3
network parts n4
power cut n2
network is whole
n4 gets the next part of its transfer
n5 is started
n5 goes on until handing-over
power cut n1
n5 goes on until starting
n5 gets the next part of its transfer
n5 goes on until running
n4 is told to stop
n4 goes on until down
n5 commits 3, applied by n5, flushed by n5
power cut n5
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n3 is started
n4 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n4 goes on until running

expect holds
