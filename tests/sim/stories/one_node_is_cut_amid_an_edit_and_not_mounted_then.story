# A cluster of one loses its power amid the edits of its start, and its data folder is not mounted as its record is published.

nodes 1
wait_for all
begins running
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until archiving
power cut n1
n1 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
power cut n1
n1 loses the mount of its data folder or gets it back
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running
comeback everyone
expect holds
