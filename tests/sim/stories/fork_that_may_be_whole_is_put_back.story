# n1's fork, amid DDL, is put back without its lineage over a fill that was cut: whole or not, it may be of the fork.
nodes 3
begins running
n1 commits 8, applied by n1, flushed by n1
n1 begins DDL or ends it
kill n1
n1 goes on until down
n1 is copied as a snapshot
power cut n1 n2 n3
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running
n2 commits 8, applied by n2 n3, flushed by n2 n3
n2 commits 8, applied by n2 n3, flushed by n2 n3
n1 loses its data folder
n1 boots
n1 goes on until down
n1 is started
n1 goes on until starting
power cut n1
n1 gets its data folder back without its lineage
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
