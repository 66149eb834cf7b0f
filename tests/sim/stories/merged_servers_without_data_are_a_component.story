# n2 and n3 are cut off, merge by themselves, and n1 and n4 leave in order before they have given them what they lack: the two are a component that nobody of had all data, and both say to have crashed in it with theirs.
nodes 4
wait_for all
fresh all
begins running

network parts n2
network parts n2 n3
network is whole
n4 is told to stop
n4 goes on until down
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3 n4
n2 boots
n3 boots
n2 goes on until down
n2 is started
? n3 goes on until deciding
? n2 goes on until running
expect holds

