# The evidence that n2 has told before its server was run by hand is believed again once that has ended.

nodes 2
wait_for all
fresh all
begins running

power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started by hand to bootstrap
n1 goes on until deciding
n2 is killed by hand
n1 goes on until deciding
n1 goes on until deciding

comeback everyone
expect breaks L1
