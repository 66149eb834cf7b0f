# n2's join is cut before its server starts; n1 stops alone and is copied: memory_of_clean_stop takes the copy for the end of n2's own run.
nodes 2
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n2 is started
n2 goes on until writing-decision
n2 is told to stop
n2 goes on until down
n1 commits 2, applied by n1, flushed by n1
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
