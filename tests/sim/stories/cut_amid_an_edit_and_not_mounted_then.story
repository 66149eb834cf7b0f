# n1 was the last one and loses its power amid the edits of its start. As its record is published at the next boot its data folder is
# not mounted yet.

wait_for all
fresh all
nodes 2
begins running
n2 is told to stop
n2 goes on until down
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

comeback last-only
expect holds
