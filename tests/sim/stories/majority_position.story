# Found with seed 72001108.

nodes 3
wait_for majority
fresh all
begins running

kill n1 n3
n1 goes on until down
n1 is started
n1 goes on until deciding
n3 goes on until down
kill n2
n1 has waited for long enough
n3 is started
n2 goes on until down
n1 goes on until deciding
n1 goes on until deciding
n3 goes on until telling
n3 goes on until deciding
power cut n2
n1 goes on until running

expect reaches reason majority-position
expect holds
