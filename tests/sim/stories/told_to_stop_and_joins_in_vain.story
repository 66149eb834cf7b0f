# n2 and n3 have left n1 and are killed before their views are gone; each sets out to join n1 in vain: are they a majority of what they had left?

nodes 3
wait_for majority
fresh all
begins running

n2 is told to stop
n3 is told to stop
n2 goes on until stop-leaving
n3 goes on until stop-leaving
kill n2 n3, just after the leave of n2 n3
n2 goes on until down
n3 goes on until down
n1 commits 1, applied by n1, flushed by n1
n2 is started
n2 goes on until deciding
n2 asks n1 n2 n3
n2 decides
n2 goes on until writing-decision
network parts n1
n2 goes on until starting
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
? n2 gives up joining
n2 goes on until down
network is whole
n3 is started
n3 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until writing-decision
network parts n1
n3 goes on until starting
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
? n3 gives up joining
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
n3 asks n1 n2 n3
n3 decides
n3 goes on until deciding
? n2 asks n1 n2 n3
n2 decides
n2 goes on until deciding
? n3 asks n1 n2 n3
n3 decides
? n2 asks n1 n2 n3
n2 decides
? n2 goes on until running

expect holds
