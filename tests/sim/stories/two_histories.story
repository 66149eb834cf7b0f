# With fresh = first the first node makes a new history, its disk being lost and the other one not heard.

nodes 2
wait_for all
fresh first
begins running

power cut n1 n2
n1 loses its disk
network parts n2
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
network is whole
n2 boots
n2 goes on until down
n2 is started
n2 goes on until down
kill n1
n1 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until down

expect holds
