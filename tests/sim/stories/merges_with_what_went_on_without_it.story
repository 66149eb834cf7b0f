# n3 is cut off, and holds what n1 and n2 had received and not written down. They go on without it after a power cut, and its
# server merges with them by itself.

nodes 3
wait_for all
fresh all
begins running
n1 commits 5, applied by n3, flushed by n3
network parts n3
n1 follows its component
n2 follows its component
n3 follows its component
n3 follows its component
n3 follows its component
n3 follows its component
power cut n1 n2
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running
? n2 goes on until running
n1 commits 8, applied by n1 n2, flushed by n1 n2
network is whole

expect breaks S3
