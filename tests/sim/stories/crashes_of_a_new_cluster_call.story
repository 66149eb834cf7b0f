# Before it is written down that galera_new_cluster runs, its start is killed, then loses power.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n2 is told to stop
n2 goes on until down
n2 is started by galera_new_cluster
n2 goes on until writing-call
kill n2
n2 goes on until down
n2 is started by galera_new_cluster
n2 goes on until writing-call
power cut n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until running

expect holds
