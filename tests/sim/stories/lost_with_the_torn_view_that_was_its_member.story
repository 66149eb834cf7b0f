# n3 came back, and the power failed before it had been seen up: its torn view was all that knew which member it was. All
# were heard, so it bootstrapped, with the arbitrator; killed before its watch has seen it up it may have left that, and
# nobody can tell that it was the member that the others miss. Found with seed 799822550457.

nodes 5
arbitrators 1
wait_for all
fresh all
begins running

n3 is told to stop
n3 goes on until down
n3 is started
n3 goes on until ready
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
power cut n1 n2 n3 n4 n5, tearing the views of n2 n3 n5
n2 boots
n4 boots
n1 boots
n3 boots
n5 boots
n4 goes on until down
n2 goes on until down
n3 goes on until down
n3 is started
n1 goes on until down
n5 goes on until down
n3 goes on until running
kill n1 n2 n3 n5

comeback everyone
expect breaks L1
