# A machine is put back to when it was alone, with what it remembers: who joined it since holds more, and all of what it has,
# but names a member that the machine has forgotten to have been.

nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
power cut n1
n1 boots
n1 goes on until down
n1 is copied as a snapshot
n1 is started
n1 goes on until running
n2 is started
n2 goes on until running
n1 commits 3, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n1 gets its disk back from the snapshot

expect holds
