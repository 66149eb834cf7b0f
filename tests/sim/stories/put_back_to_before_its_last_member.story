# n2's whole disk is put back to when it had not been the member yet that it was last. Found with seed 523632858715.

nodes 2
wait_for all
fresh all
with starts together
begins running

n2 is told to stop
n2 goes on until down
n2 is copied as a snapshot
n2 is started
n2 goes on until running
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
power cut n1 n2
n2 gets its disk back from the snapshot

comeback everyone
expect breaks L1
