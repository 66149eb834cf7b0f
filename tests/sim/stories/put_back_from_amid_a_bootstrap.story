# n1's view is torn; all are heard and n1 bootstraps: the start sets the flag itself. A snapshot of amid that start is put back
# after a long run with n2: the flag is not from when a server closed.
nodes 2
begins running
n1 commits 3, applied by n1 n2, flushed by n1
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
power cut n1 n2, tearing the views of n1
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until handing-over
n1 is copied as a snapshot
? n1 goes on until running
? n2 goes on until running
? n1 goes on until running
? n2 goes on until running
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
n1 commits 4, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
