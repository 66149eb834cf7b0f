# n1 and n3 crash without n2, and n1's folder is copied to n2. n1 and n3 come back, commit and lose power: n2 does not answer for n1.

nodes 3
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n3 follows its component
power cut n1 n3
n2 gets a copy of the data folder of n1
n1 boots
n3 boots
n1 goes on until down
n3 goes on until down
n1 is started
n3 is started
n1 goes on until deciding
n3 goes on until deciding
? n1 goes on until running
? n3 goes on until running
? n1 goes on until running
? n3 goes on until running
n1 follows its component
n3 follows its component
n1 commits 3, applied by n1 n3, flushed by n1
power cut n1 n3
n3 boots
n3 goes on until down
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running
? n2 goes on until running
expect holds
