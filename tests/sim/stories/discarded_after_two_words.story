# A person bootstraps both sides of a partition, and then gives up what one of them holds.

nodes 2
wait_for all
fresh all
begins running

network parts n2
kill n1 n2
n1 goes on until down
n2 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 is told bootstrap-here
n1 goes on until running
n2 is started
n2 goes on until deciding
n2 goes on until deciding
n2 is told bootstrap-here
n2 goes on until running
n2 commits 3, applied by n2, flushed by n2
kill n2
n2 goes on until down
network is whole
n2 is started
n2 goes on until down
n2 is told discard-local-data
n2 is started
n2 goes on until running

expect holds
