# n3 is cut off with its server up. n1 and n2 lose power and start together, and are in contact with n3 just before their servers
# meet: nothing forms then, and the start is ended.

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
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until handing-over
n2 goes on until handing-over
network is whole
n1 goes on until starting
n2 goes on until starting

comeback everyone
expect holds
