#  Found with seed 40028309: a component starts from 44, but n1 was in the last one and holds 58

nodes 3
wait_for all
fresh all
begins running

kill n1
n1 goes on until down
n1 is started
n1 goes on until ready
n3 commits 1, applied by n1 n2 n3, flushed by n1
n1 begins DDL or ends it
power cut n1 n2 n3

comeback everyone
expect breaks S2
