# As left_amid_its_start_whom_nobody_knows.story, but n3 is not heard: it is waited for.
nodes 3
wait_for all
fresh all
with starts together
begins running

network parts n1 n2
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until starting
n2 is told to stop
n1 goes on until ready
n2 goes on until stop-leaving
kill n2, just after the leave of n2
network is whole
n3 goes on until running
n1 is told to stop
n3 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
n1 goes on until down
n3 commits 3, applied by n3, flushed by n3
power cut n3
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
? n2 goes on until running

expect holds
