# The stop of n1 is cut between its seqno and its data, and what it remembers is lost.

nodes 2
wait_for all
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n1 commits 3, applied by n1
n1 is told to stop
n1 goes on until stop-writing
power cut n1
n1 loses its memory
n1 boots
n1 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
comeback everyone
expect holds
