# n3 is left behind by those whom it had merged with before it was given what it lacked, loses its power and its memory: a view of one without the flag is believed where nothing is remembered.

nodes 3
wait_for all
fresh all
begins running

network parts n3
n1 commits 5, applied by n1 n2, flushed by n1 n2
network is whole
n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until down
power cut n1 n2
power cut n3
n3 loses its memory
n3 boots
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 goes on until deciding
? n3 goes on until running

expect holds
