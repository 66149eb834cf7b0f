# n2 has agreed that n1 bootstraps, which n1 never does; n2's start is stopped, and n2 is run by hand alone: it is the last one, and waits for n1.
nodes 3
wait_for majority
fresh all
begins running

n1 commits 1, applied by n1 n2 n3, flushed by n1
power cut n1 n2 n3
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n1 is started
? n1 goes on until deciding
n2 is started
? n2 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
? n1 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
? n2 goes on until deciding
n2 is told to stop
n2 goes on until down
power cut n1
n2 is started by hand to bootstrap
n2 commits 2, applied by n2, flushed by n2
n2 is killed by hand
n2 is started
n2 goes on until running

comeback last-only
expect holds
