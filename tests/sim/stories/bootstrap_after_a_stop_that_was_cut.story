# n2 lost power amid a stop: the seqno in grastate.dat is more than its data. Its bootstrap is killed before any server: that seqno
# must not be taken for where that server stopped. Found with seed 289247112963.

nodes 3
wait_for all
fresh first
begins running

kill n1
n2 is told to stop
kill n3
n3 goes on until down
n1 goes on until down
n2 goes on until stop-writing
power cut n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until archiving
kill n2

comeback last-only
expect holds
