# n3 is found inconsistent and leaves. It had written down a transaction that the others had not when they crashed: as they come back
# n3 holds more than they do, and its files look as after a crash amid DDL.

nodes 7
wait_for all
fresh all
begins running

n2 is told to stop
n1 is told to stop
n2 goes on until down
n1 goes on until down
power cut n4
power cut n7
n5 commits 1, applied by n3 n5 n6 n7, flushed by n1 n3 n4
n3 is found inconsistent
kill n5

comeback everyone
expect breaks L1
