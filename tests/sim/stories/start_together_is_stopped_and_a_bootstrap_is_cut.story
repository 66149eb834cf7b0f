# n3 starts together with n1 and n2, is stopped there before it is seen up, and bootstraps then, which is cut as well: n1, which never
# set out, is waited for, though it was not in the last component.

nodes 3
wait_for all
fresh all
with starts together
begins running

power cut n1
n3 is told to stop
power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n1 is started
n3 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n2 goes on until deciding
n3 goes on until starting
n1 is told to stop
n3 is told to stop
n1 goes on until down
n3 goes on until down
n3 is started
kill n2
n2 goes on until down
n3 goes on until archiving
kill n3

comeback last-only
expect breaks L2
