# n1 is told to stop beside an arbitrator and killed: it may have left, and who plugs a cable in may have gone on with the
# arbitrator. So it waits for n2, as after a stop in order. Found with seed 578316337929.

nodes 2
arbitrators 1
wait_for all
fresh all
servers cannot tell their state
begins running

arbitrator starts or ends
arbitrator starts or ends
n1 follows its component
n1 follows its component
n1 follows its component
n1 follows its component
network parts n2
n1 follows its component
power cut n1 n2
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n1 is told to stop
n1 goes on until stop-leaving
kill n1, just after the leave of n1

comeback last-only
expect holds
