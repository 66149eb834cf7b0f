# After more bootstraps than a record has room for, nobody can tell whether n2's data is part of what n1 runs.

nodes 2
wait_for all
fresh all
begins running

n1 commits 3, applied by n2, flushed by n2
power cut n1 n2
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 is told assume-lost, of n2
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n1 commits 1, applied by n1, flushed by n1
kill n1
n1 goes on until down
n1 is started
n1 goes on until running
n2 boots
n2 goes on until down
n2 is started
n2 goes on until down

expect holds
