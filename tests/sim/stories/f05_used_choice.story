# F5: the owner of a choice, whose disk was lost, is heard: the choice must not bind for ever.

nodes 3
wait_for majority
fresh all
begins running

kill n2
power cut n1
n2 goes on until down
n1 boots
n1 goes on until down
kill n3
n1 is started
n1 goes on until deciding
n3 goes on until down
n2 is started
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
power cut n1
n1 loses its disk

expect holds
