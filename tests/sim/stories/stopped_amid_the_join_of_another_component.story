# Two words, on n1 and n5 while the network is parted, begin two components. n3 sets out to join n1's and comes to n5's; it
# is stopped amid that start, so it takes what it then holds for what it set out to get, and joins n1's.

nodes 5
wait_for all
fresh all
begins running

power cut n1 n2 n3 n4 n5
n1 boots
n5 boots
n3 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
network parts n5
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 is told assume-lost, of n1 n2 n3 n4 n5
n3 goes on until deciding
n3 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n5 goes on until down
n5 is started
n5 goes on until deciding
n5 is told bootstrap-here, of n1 n2 n3 n4 n5
n1 goes on until running
n5 goes on until running
n3 goes on until deciding
network parts n1
n3 goes on until ready
n3 is told to stop
network is whole
n5 is told to stop
n1 commits 1, applied by n1 n2 n3 n4 n5, flushed by n1 n2 n3 n4 n5
n3 goes on until down
n3 is started
n5 goes on until down
n3 goes on until running

expect breaks S3
