# n1 has lost its disk, and its data folder is put back on another one: nobody knows that this data went through the bootstrap
# that n2 has told of.

nodes 2
wait_for all
fresh all
begins running

power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n1 goes on until running
n2 is started
n2 goes on until running
n2 commits 1, applied by n1 n2, flushed by n1 n2
n1 is copied as a snapshot
power cut n1 n2
n1 loses its disk
n1 gets its data folder back from the snapshot

comeback everyone
expect holds
