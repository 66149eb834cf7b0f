# n1 is put back to the position that it bootstrapped from, and its server was not seen up since: no seqno tells that it was.

nodes 3
begins running
network parts n2
n3 is told to stop
n3 goes on until down
n1 follows its component
n1 is told to stop
n1 goes on until down
n1 is copied as a snapshot
n1 is started
n1 goes on until handing-over
network is whole
n1 goes on until ready
n2 gets the next part of its transfer
n1 is told to stop
n1 goes on until stop-writing
n2 commits 3, applied by n2, flushed by n2
power cut n1 n2
n1 gets its data folder back from the snapshot
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
? n1 goes on until running
comeback everyone
expect holds
