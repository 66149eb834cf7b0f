# n2 starts together with n3, which is killed; a person bootstraps a server by hand on n3, from less: n2's server, on its way, is
# connected to that by its provider, and gets its data.

nodes 5
wait_for all
fresh all
with starts together
begins running

power cut n4
n4 boots
n2 commits 1, applied by n2 n3 n5, flushed by n2 n4 n5
power cut n1 n2 n3 n4 n5
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
power cut n1 n2 n3 n4 n5
n3 boots
n2 boots
n5 boots
n4 boots
n3 goes on until down
n2 goes on until down
n5 goes on until down
n2 is started
n2 goes on until deciding
n3 is started
n1 boots
n3 goes on until deciding
n1 goes on until down
n2 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n3 goes on until deciding
n2 goes on until starting
kill n3
n3 goes on until down
n3 is started by hand to bootstrap

expect breaks S3
