# A node that hears two components goes by the one that its own view names.
# Reaches "branch memory closer component" (seed 4000139)

nodes 5
wait_for majority
fresh all
begins running

network parts n3
n2 follows its component
n2 commits 5, applied by n1 n2 n3 n4 n5
n4 commits 3, applied by n2 n3 n5, flushed by n1 n2 n3 n4 n5
n1 is told to stop
n5 follows its component
n1 goes on until asking
n2 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3 n4 n5
n2 commits 7, applied by n1 n2 n3 n4 n5, flushed by n1 n2 n3 n4 n5
n4 follows its component
n2 is told to stop
n5 follows its component
n1 goes on until writing-memory
n2 goes on until asking
n3 follows its component
n2 goes on until writing-memory
n1 goes on until stop-leaving
power cut n5
n1 goes on until stop-publishing
n2 goes on until stop-publishing
n5 boots
n2 goes on until writing-memory
n1 goes on until writing-memory
n2 goes on until writing-record
n1 goes on until writing-record
n5 goes on until recovering
n2 goes on until down
n5 goes on until writing-memory
n2 is started
n2 goes on until preparing
n5 goes on until down
n1 goes on until down
n5 is started
n1 is started
n4 commits 2, applied by n2 n3 n4 n5, flushed by n1 n3 n4 n5
n5 goes on until writing-memory
n2 goes on until writing-memory
power cut n5
n5 boots
kill n1
n2 goes on until writing-record
n4 commits 3, applied by n1 n2 n3 n4 n5, flushed by n1 n2 n4 n5
n5 goes on until down
n2 goes on until deciding
n2 has waited for long enough
n5 is started
n1 goes on until writing-record
network is whole
n2 asks n1 n2 n3 n4

expect holds
