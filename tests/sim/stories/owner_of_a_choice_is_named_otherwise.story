# n1 bootstrapped with n2's agreement and was cut off, and n2's list names the nodes otherwise since. What n2 has agreed to
# binds it all the same: whose it is it knows by the member that n1 was, and where nobody is known to be that, it waits.

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
n2 has another cluster address with other names
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

expect reaches branch election owner is not listed
expect holds
