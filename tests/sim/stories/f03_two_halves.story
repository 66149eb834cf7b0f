# F3: components of even size. n1 acts with n2's choice and is cut off; n2, which has chosen it, is stopped; n3 and n4 count
# n2 among those that crashed together and are two of four themselves.

nodes 4
wait_for majority
fresh all
begins running

power cut n1 n2 n3 n4
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n3 boots
n3 goes on until down
n4 boots
n4 goes on until down
n1 is started
n2 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
n2 goes on until deciding
? n1 goes on until running
kill n2
n2 goes on until down
network parts n1
n3 is started
n4 is started
n3 goes on until deciding
n4 goes on until deciding
n3 has waited for long enough
n4 has waited for long enough
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
n4 goes on until deciding
? n3 goes on until running

expect holds
