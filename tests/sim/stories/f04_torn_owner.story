# F4: n1 has used its claim; n3 and n4 have joined it and go on without it. Its view is torn, and its lineage shows no newer
# timeline, as that is dropped at its own fork point. n2, n5 and n6, which have chosen the claim, must not take that for unused.

nodes 7
wait_for majority
fresh all
begins running

power cut n1 n2 n3 n4 n5 n6 n7
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n4 boots
n4 goes on until down
n5 boots
n5 goes on until down
n6 boots
n6 goes on until down
n7 boots
n7 goes on until down
n1 is started
n2 is started
n5 is started
n6 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n1 goes on until running
kill n2
n2 goes on until down
kill n5
n5 goes on until down
kill n6
n6 goes on until down
n3 is started
n3 goes on until running
n4 is started
n4 goes on until running
power cut n1, tearing the views of n1
network parts n3 n4
n1 boots
n1 goes on until down
n2 is started
n5 is started
n6 is started
n7 is started
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
power cut n1
n2 has waited for long enough
n5 has waited for long enough
n6 has waited for long enough
n7 has waited for long enough
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n5 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n6 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
n7 goes on until deciding
? n2 goes on until running

expect holds
