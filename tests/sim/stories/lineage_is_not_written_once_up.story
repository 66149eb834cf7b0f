# n3 is filled, and is cut as it is to write beside the data for the first time.
nodes 2
begins running
n2 is told to stop
n2 goes on until down
power cut n2
n2 loses its disk
n2 boots
n2 goes on until down
n2 is started
n2 goes on until ready
n1 is told to stop
n1 goes on until down
n2 goes on until writing-lineage
n2 is told to stop
? n2 goes on until down
comeback last-only
expect holds
