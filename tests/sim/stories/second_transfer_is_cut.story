# A second transfer over data that nothing shows to be whole is cut before it changes anything: that data counts for no more.
# Found with seed 201247403220.

nodes 3
arbitrators 1
wait_for all
fresh all
begins running

kill n1
n1 goes on until down
n1 is started
kill n3
n1 goes on until starting
n1 goes on until starting
n2 is told to stop
n1 goes on until starting
n2 goes on until down
n1 goes on until down
n1 is started
n3 goes on until down
n1 goes on until deciding
n2 is started
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until running
n1 goes on until starting
power cut n2
n2 boots
n1 goes on until down
n2 goes on until down
n3 is told bootstrap-here, of n1 n2 n3

expect holds
