# n3's agent is silent from before the last component is formed until after the power cut: no member of it ever hears which node the third one is, and n3's own disk says it.
nodes 3
wait_for all
fresh all
begins running

n3 stops its agent or starts it
kill n2
n2 goes on until down
n2 is started
n2 goes on until running
n1 commits 2, applied by n1 n3, flushed by n3
power cut n1 n2 n3

comeback everyone
expect holds
