# n2 was cut in a join and does not know its member UUID; then a bootstrap by a word is cut as well: it knows no earlier component better.
nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n2 is started
n2 goes on until ready
power cut n1 n2, tearing the views of n2
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 is told assume-lost, of n1 n2
n2 goes on until announcing
power cut n2

comeback everyone
expect holds
