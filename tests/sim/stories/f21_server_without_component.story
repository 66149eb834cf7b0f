# F21, F24: a server that has lost its component goes on running, and nobody restarts it.

nodes 5
wait_for all
fresh all
begins running

power cut n2
n4 is told to stop
kill n1 n3
n4 goes on until down
n4 is started
n4 goes on until starting

comeback everyone
expect breaks L1
