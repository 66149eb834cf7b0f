# n1 bootstrapped with n2's agreement and was cut off, and n2 has lost its memory since: of what it has agreed to, and that it
# was in a component. A view beside no memory counts in no majority.

nodes 3
wait_for majority
fresh all
begins running

power cut n1 n2 n3
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n2 goes on until deciding
n1 has waited for long enough
n2 has waited for long enough
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
network parts n1
n1 commits 2
power cut n2
n2 loses its memory
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until running

expect holds
