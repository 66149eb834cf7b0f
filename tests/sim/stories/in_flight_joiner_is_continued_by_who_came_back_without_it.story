# n3 left with what n1 and n2 have not written down; it sets out to join them, they lose power and come back without it; its server, cut off until then, is continued from a later transaction of the same number.
nodes 3
wait_for all
fresh all
begins running

n1 commits 2, applied by n3, flushed by n3
n3 is told to stop
n3 goes on until down
n3 is started
n3 goes on until handing-over
network parts n3
power cut n1 n2
n3 goes on until starting
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
n1 commits 8, applied by n1, flushed by n1
network is whole

expect breaks S3
