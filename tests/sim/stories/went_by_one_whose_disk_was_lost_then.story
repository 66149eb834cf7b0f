# n2 goes by n1, which holds more and is lost with its disk then. n2 bootstraps, which is cut, and waits for n1, whose machine is off.

nodes 2
wait_for all
fresh first
with starts together
begins running

n1 is told to stop
n2 commits 1, applied by n1 n2, flushed by n1
n1 goes on until down
power cut n1 n2
n2 boots
n1 boots
n2 goes on until down
n2 is started
n1 goes on until down
n2 goes on until deciding
n2 goes on until deciding
power cut n1
n1 loses its disk
n1 boots
n1 goes on until down
n2 goes on until archiving
power cut n1 n2

comeback last-only
expect breaks L2
