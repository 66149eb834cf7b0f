# n2 and n3 are told to stop while n4 may be about to join, leave n1, and are killed before their views are gone: nothing tells that they were told to stop.

nodes 4
wait_for majority
fresh all
begins running

n4 is told to stop
n4 goes on until down
n4 is started
n4 goes on until deciding
n2 is told to stop
n3 is told to stop
n2 goes on until stop-leaving
n3 goes on until stop-leaving
n4 is told to stop
n4 goes on until down
kill n2 n3, just after the leave of n2 n3
n1 commits 1, applied by n1, flushed by n1
network parts n1
n2 goes on until down
n3 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
n2 asks n1 n2 n3 n4
n2 decides
n2 goes on until deciding
n3 asks n1 n2 n3 n4
n3 decides
n3 goes on until deciding
? n2 asks n1 n2 n3 n4
n2 decides
n2 goes on until deciding
? n3 asks n1 n2 n3 n4
n3 decides
? n2 asks n1 n2 n3 n4
n2 decides
? n2 goes on until running

expect holds
