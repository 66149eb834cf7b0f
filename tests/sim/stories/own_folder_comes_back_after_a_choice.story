# With a majority: n2's folder is replaced by an older snapshot of the same view, and n2 chooses n1's claim. Then its own folder
# is put back (n3's disk stands in for where it was): further than what was read last, but no run by hand. The choice binds.
nodes 3
wait_for majority
begins running
? n1 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n3 follows its component
n2 is copied as a snapshot
n3 is copied as a snapshot
n1 commits 3, applied by n1 n2, flushed by n1 n2
power cut n1 n2 n3
n3 gets a copy of the data folder of n2
n2 gets its data folder back from the snapshot
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
? n1 goes on until deciding
? n2 goes on until deciding
power cut n2
? n1 goes on until running
network parts n1
n2 gets a copy of the data folder of n3
n3 gets its data folder back from the snapshot
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
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running

expect holds
