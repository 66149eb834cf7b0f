# n2 and n3, whose votes have made n1 the first, are told to stop there and lose their power before what came since is written: as leavers that show no later bootstrap they lower what a later view needs that only n5, n6, n7 wrote down.
nodes 7
wait_for majority
fresh all
begins running

n4 is in a component that is cut amid a view, first n1 n2 n3, which is written by n5 n6 n7
n1 boots
n2 boots
n3 boots
n4 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n4 goes on until down
n1 is started
n2 is started
n2 goes on until deciding
n2 is told to stop
n2 goes on until down
n2 is started
n3 is started
n4 is started
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
n1 has waited for long enough
? n2 has waited for long enough
? n3 has waited for long enough
n4 has waited for long enough
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n1 goes on until running
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n4 goes on until deciding
? n2 goes on until starting
? n2 goes on until running
? n3 goes on until starting
? n3 goes on until running
? n4 goes on until starting
? n4 goes on until running
n2 is told to stop
n2 goes on until stop-leaving
power cut n2
n3 is told to stop
n3 goes on until stop-leaving
power cut n3
network parts n1 n4
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n5 boots
n6 boots
n7 boots
n5 goes on until down
n6 goes on until down
n7 goes on until down
n5 is started
n6 is started
n7 is started
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 has waited for long enough
? n3 has waited for long enough
n5 has waited for long enough
n6 has waited for long enough
n7 has waited for long enough
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n5 goes on until deciding
? n6 goes on until deciding
? n7 goes on until deciding
? n5 goes on until running

expect holds
