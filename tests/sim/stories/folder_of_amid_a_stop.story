# n3's data folder is put back as it was after its provider had closed and before its server had: the seqno is the one that was
# found when that stop ended, and the data is not. Found with seed 289247119058.

nodes 4
wait_for all
fresh all
begins running

n3 is told to stop
kill n2
n3 goes on until stop-writing
n3 is copied as a snapshot
n3 goes on until down
power cut n4
power cut n2 n3
n3 gets its data folder back from the snapshot

comeback everyone
expect holds
