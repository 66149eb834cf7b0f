# n2 gets a copy of a fork that was cut amid DDL, and a person bootstraps there: n1, of the branch that n2 remembers, is no part
# of that.
nodes 3
begins running
n3 is told to stop
n3 goes on until down
n2 is told to stop
n2 goes on until down
n1 commits 8, applied by n1, flushed by n1
n2 is started
n2 goes on until starting
power cut n2
power cut n1
n3 is started
n3 goes on until deciding
n3 is told assume-lost, of n1 n2
? n3 goes on until running
n3 commits 5, applied by n3, flushed by n3
n3 commits 8, applied by n3, flushed by n3
n3 begins DDL or ends it
power cut n3
n2 gets a copy of the data folder of n3
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 is told bootstrap-here, of n1 n3
? n2 goes on until running
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
comeback everyone
expect holds
