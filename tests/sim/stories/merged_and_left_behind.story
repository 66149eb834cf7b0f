# n3 is cut off for a while and merges with the others by itself. Before it has been given what it lacks both stop in order and are
# switched off, and n3 ends: it is alone in its last view, without all that this went on from.

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
kill n3
n3 goes on until down
n3 is started
n3 goes on until deciding
n3 goes on until deciding
? n3 goes on until running

expect holds
