# As before, and all lose power right after n3 is up: what n3 was in has no member in common with what the others crashed in, until
# those who agreed on it know that it went on. Found with seed 87428939521.

nodes 4
wait_for majority
fresh all
begins running

n3 is told to stop
n2 commits 1, applied by n1 n3, flushed by n1 n3
n3 goes on until down
power cut n1 n2 n4
n4 boots
n2 boots
n3 is started
n4 goes on until down
n3 goes on until deciding
n2 goes on until down
n3 has waited for long enough
n2 is started
n3 goes on until deciding
n4 is started
n2 goes on until deciding
n3 goes on until deciding
n2 has waited for long enough
n2 goes on until deciding
n2 goes on until deciding
n4 goes on until telling
n4 goes on until deciding
n3 goes on until running
power cut n1 n2 n3 n4

comeback everyone
expect holds
