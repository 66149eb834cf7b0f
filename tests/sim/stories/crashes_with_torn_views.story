# The winner's torn view is about to be taken away when its start is killed, and then when it loses power.

nodes 2
wait_for all
fresh all
begins running

power cut n1 n2, tearing the views of n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until telling
n1 goes on until deciding
n2 goes on until telling
n2 goes on until deciding
n1 goes on until removing-view
kill n1
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until telling
n1 goes on until deciding
n2 goes on until telling
n2 goes on until deciding
n1 goes on until removing-view
power cut n1

expect holds
