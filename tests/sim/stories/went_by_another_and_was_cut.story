# n1 was alone in the end, but has lost what n2 had flushed. It goes by n2, which bootstraps, and n1 loses its power before it has
# joined. Then it hears nobody: that it set out to join binds it, whatever its view says.
nodes 2
begins running
n1 commits 3, applied by n1 n2, flushed by n2
n2 is told to stop
n2 goes on until down
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
? n1 follows its component
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
? n2 goes on until starting
power cut n1
? n2 goes on until running
network parts n2
n1 boots
n1 goes on until down
n1 is started
? n1 goes on until running

expect holds
