# The same, when it is written down that n1 bootstraps, and the flag is not edited yet.

nodes 2
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n2 is told to stop
n2 goes on until down
power cut n2
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 is told assume-lost, of n2
n1 goes on until writing-grastate.dat
power cut n1

comeback everyone
expect holds
