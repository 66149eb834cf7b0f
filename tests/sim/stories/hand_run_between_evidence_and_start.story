# The evidence that n2 has published is not believed while its server is run by hand: its Galera port accepts.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
power cut n2
n2 boots
n1 goes on until down
n2 goes on until down
n2 is started by hand to bootstrap
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n2 is ended by hand
n2 is started
n2 goes on until deciding
n1 goes on until deciding

expect holds
