# Who its group has found inconsistent, and a person's word has bootstrapped from, is whole from then on.

nodes 2
arbitrators 1
wait_for all
fresh all
begins running

n1 is found inconsistent
network parts n1
n1 goes on until down
n1 is told bootstrap-here, of n1 n2
n1 is started
n1 goes on until running
power cut n1 n2
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running

expect holds
