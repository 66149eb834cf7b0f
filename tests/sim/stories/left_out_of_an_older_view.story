# n4 sets out to join n3, which loses its power before; n4 comes to n1 and n2, who leave; n5 merges with it; n4 is stopped amid its start, n5 goes on alone.
nodes 5
wait_for all
fresh all
begins running

n5 is told to stop
n5 goes on until down
n4 is told to stop
n4 goes on until down
n5 is started
n5 goes on until running
network parts n5
n4 is started
n4 goes on until handing-over
power cut n3
n4 goes on until starting
n4 gets the next part of its transfer
power cut n2
n1 does not hear n4
n1 is told to stop
n1 goes on until down
network is whole
n5 gets the next part of its transfer
n4 is told to stop
n4 goes on until down
n5 commits 3, applied by n5, flushed by n5
power cut n5
n3 boots
n2 boots
n2 goes on until down
n1 hears everybody
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
