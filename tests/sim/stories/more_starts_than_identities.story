# n2 has been another member more often than the identities that a memory keeps: n1, which left long ago, names one that nobody has been any more, and n2, which left only an arbitrator, asks n1 too: both wait for a stranger for ever.
nodes 2
arbitrators 1
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running
? n2 is told to stop
? n2 goes on until down
? n2 is started
? n2 goes on until running

comeback everyone
expect breaks L1
