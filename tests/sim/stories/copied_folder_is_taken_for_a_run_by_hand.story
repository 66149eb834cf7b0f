# The copy is of who was alone: n2 takes what it holds for what somebody ran by hand there, and is refused beside n1.

nodes 3
begins running
n3 is told to stop
n3 goes on until down
n2 is told to stop
n2 goes on until down
n1 follows its component
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n1 is started
? n1 goes on until running
comeback everyone
expect holds
