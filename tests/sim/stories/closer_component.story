# A node that hears two components goes by the one that its own view names.
# Found with seed 9000001307.

nodes 5
wait_for majority
fresh all
begins running

kill n1
kill n3
n4 follows its component
n3 goes on until down
n3 is started
n2 is told to stop
n3 goes on until running
n4 follows its component

expect reaches branch memory closer component
expect holds
