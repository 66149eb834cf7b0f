# n3 has lost the component of all three and is up; n1 and n2 went on, lost their power, and start together: n3's component
# is not formed again with them, though all of its members are there.

nodes 3
wait_for all
fresh all
with starts together
begins running

network parts n3
n1 follows its component
n2 follows its component
n3 follows its component
n1 commits 3, applied by n1 n2, flushed by n1 n2
power cut n1 n2
n1 boots
n2 boots
? n1 goes on until down
? n2 goes on until down
? n1 is started
? n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
n1 goes on until handing-over
n2 goes on until handing-over
network is whole
n1 goes on until starting
? n2 goes on until starting
n3 follows its component
? n3 commits 2, applied by n3, flushed by n3
? n1 goes on until down
? n2 goes on until down
? n1 is started
? n2 is started
? n1 goes on until deciding
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding

expect holds
