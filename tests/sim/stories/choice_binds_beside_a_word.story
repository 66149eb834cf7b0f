# A choice of a claim that began with a word binds those who agreed, though its owner is not needed.
# Found with seed 309364969405: the cluster does not come back: n1 decides: wait, choice-is-bound; n2 was to bootstrap with this node's agreement, and may have done so: it must be heard first; n2 is off; n3 decides: wait, peer-will-bootstrap; n1 is to bootstrap, then this node joins it; n4 decides: wait, choice-is-bound; n2 was to bootstrap with this node's agreement, and may have done so: it must be heard first

nodes 4
wait_for majority
fresh all
begins running

n2 is found inconsistent
power cut n1 n2 n3 n4
n2 boots
n1 boots
n2 goes on until down
n1 goes on until down
n1 is started
n2 is told bootstrap-here, of n1 n2 n3 n4
n2 is started
n2 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
power cut n2

comeback last-only
expect breaks L2
