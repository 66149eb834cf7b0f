# With a majority: n2 has chosen n1's claim; its machine is put back to a snapshot of the same view, and it chooses again with n3.
nodes 3
wait_for majority
begins running
n2 is copied as a snapshot
n1 commits 3, applied by n1 n2 n3, flushed by n1 n2 n3
power cut n1 n2 n3
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
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
power cut n2
n1 goes on until running
network parts n1
n2 gets its disk back from the snapshot
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
? n2 goes on until deciding
? n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
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

expect breaks S1
