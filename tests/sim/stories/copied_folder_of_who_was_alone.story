# A person copies the data folder of n1, which was the last one, to n2. n1 goes on and loses its power: n2 knows that it left n1
# behind, whatever the flag in the copy says.

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
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 is started
? n2 goes on until running

comeback everyone
expect holds
