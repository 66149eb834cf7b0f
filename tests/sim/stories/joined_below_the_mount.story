# A join filled the folder below a mount, and was cut before its server was seen up; now the mount is back.
# Found with seed 542716304898.

nodes 4
wait_for all
fresh all
begins running

power cut n3
n3 loses the mount of its data folder or gets it back
n3 boots
n3 goes on until down
n3 is started
n3 goes on until starting
power cut n1 n2 n3

comeback everyone
expect holds
