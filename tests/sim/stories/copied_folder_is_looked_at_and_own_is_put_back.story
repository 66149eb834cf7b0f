# n1 holds a fork at the position that n2 is at. It gets a copy of n2's folder, which is read, and then its own is put back.
nodes 3
wait_for all
begins running
n1 commits 8, applied by n1
n1 is told to stop
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
? n2 goes on until running
? n3 goes on until running
n2 commits 6, applied by n2 n3, flushed by n2 n3
n2 is told to stop
n2 goes on until down
n1 gets a copy of the data folder of n2
n1 boots
n1 goes on until down
power cut n1
n1 gets its data folder back from the snapshot
n2 is started
? n2 goes on until running
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

comeback everyone
expect holds
