# F21, F24: a server that has lost its component is ended by its watch, so that the others hear what it holds.

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

expect holds
