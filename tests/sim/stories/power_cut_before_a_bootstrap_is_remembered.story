# n2, which was the last one, is taken for lost, and n1 loses power right before it writes down that it bootstraps. Were the flag
# in its grastate.dat edited by then, both would say afterwards that they were alone, for ever.

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
n1 goes on until writing-memory
power cut n1

comeback everyone
expect holds
