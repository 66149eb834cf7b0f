# n2, whose vote has made n1 the first, crashes beside it before what came since is written down there: it votes again, for a later view that only n4 and n5 wrote down, though it crashed in n1's component, which runs on with n3.
nodes 5
wait_for majority
fresh all
begins running

n1 is in a component that is cut amid a view, first n1 n2, which is written by n4 n5
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n2 goes on until deciding
n2 is told to stop
n2 goes on until down
n2 is started
n3 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
n3 has waited for long enough
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until running
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until starting
? n2 goes on until running
? n3 goes on until starting
? n3 goes on until running
power cut n2
network parts n1 n3
n2 boots
n4 boots
n5 boots
n2 goes on until down
n4 goes on until down
n5 goes on until down
n2 is started
n4 is started
n5 is started
n2 goes on until deciding
n4 goes on until deciding
n5 goes on until deciding
n2 has waited for long enough
n4 has waited for long enough
n5 has waited for long enough
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n2 goes on until deciding
? n4 goes on until deciding
? n5 goes on until deciding
? n4 goes on until running

expect holds
