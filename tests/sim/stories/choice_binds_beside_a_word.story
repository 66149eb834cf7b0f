# n1 agrees to n2's word by an answer from before n2 lost power: n2 may have bootstrapped, so it is waited for.

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
expect holds
