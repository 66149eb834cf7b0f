# n2 is a new machine, with a copy of n3's folder, and joins n1; all lose their power before anybody has told it which member it
# is. Its folder is written into the files of n3, whose last start was cut.
nodes 3
begins running
n2 is told to stop
n2 goes on until down
power cut n2
n2 loses its disk
? n1 follows its component
? n3 follows its component
n3 is told to stop
n3 goes on until down
? n1 follows its component
? n1 follows its component
n2 gets a copy of the data folder of n3
n3 is started
n3 goes on until writing-decision
power cut n3
n2 boots
n2 goes on until down
n2 is started
n2 goes on until ready
n1 commits 3, applied by n2, flushed by n2
power cut n1 n2
n3 gets written into its files the data folder of n2
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
? n1 follows its component
? n2 follows its component
? n1 follows its component
? n2 follows its component
n2 commits 1, applied by n1 n2, flushed by n1 n2
n1 is told to stop
n1 goes on until down
? n2 follows its component
? n2 follows its component
n2 commits 5, applied by n2, flushed by n2
power cut n2
n3 boots
n3 goes on until down
n3 is started
n1 is started
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n3 goes on until deciding
? n1 goes on until running
? n3 goes on until running

comeback everyone
expect holds
