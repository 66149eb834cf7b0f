# A member that has lost its component beside an arbitrator is not joined with the view of a component that it was not in.
# Found with seed 40025396: n1's data at 2 was continued by an incremental state transfer from 33, which does not contain it.

nodes 2
arbitrators 1
wait_for all
fresh first
begins running

n2 commits 1, applied by n1 n2
network parts n1
kill n2
n2 goes on until down
n2 is started
n1 applies and flushes 2
network is whole
? n2 goes on until running
n1 follows its component

expect holds
