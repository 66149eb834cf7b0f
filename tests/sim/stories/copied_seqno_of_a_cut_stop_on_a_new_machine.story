# n1 is stopped, and loses its power once its provider has written its seqno and before its server has written the data. Its folder is
# copied to n2, which has never run: the seqno there is more than the data.

nodes 2
wait_for all
begins new
fresh first
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1
n1 is told to stop
n1 goes on until stop-writing
power cut n1
n2 gets a copy of the data folder of n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until deciding
n1 boots
n1 goes on until down
n1 is started
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until running
comeback everyone
expect holds
