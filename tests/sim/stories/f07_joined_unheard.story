# F7: a joiner whose agent is down comes to be alone in the component that the others leave: they name nobody, so they wait.
# Found with seed 450561370909.

nodes 3
wait_for all
fresh all
servers cannot tell their state
begins running

n1 stops its agent or starts it
power cut n1
n1 boots
n1 goes on until down
n1 is started
n3 is told to stop
n1 goes on until handing-over
n2 is told to stop
n2 goes on until writing-memory
n3 goes on until down
n1 goes on until running
n1 is told to stop
n1 goes on until stop-leaving
n2 goes on until down

expect holds
