# A snapshot of n1's folder is taken amid a start together, before its server has replaced the agreed view; put back before
# that server was ever seen up.
nodes 2
with starts together
begins running
n1 commits 3, applied by n1 n2, flushed by n1 n2
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
n1 is told to stop
n1 goes on until down
n2 is started
n1 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until handing-over
n1 is copied as a snapshot
? n2 goes on until starting
n2 gets the next part of its transfer
? n2 goes on until running
n2 commits 4, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect breaks S2
