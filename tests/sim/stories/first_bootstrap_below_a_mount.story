# A first bootstrap is cut before its server was seen up, and its data folder is not mounted at the next start: another node
# begins a history of its own. Found with seed 273476632263.

nodes 2
wait_for majority
fresh all
begins new

n2 boots
n2 goes on until down
n2 is started
n1 boots
n2 goes on until deciding
n1 goes on until down
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n1 is started
n2 goes on until ready
power cut n2
n2 loses the mount of its data folder or gets it back
n2 boots
n2 goes on until down
n1 goes on until running
power cut n1

comeback everyone
expect breaks L1
