# F6: n2 decides to join n4, which runs without a component, and gets what n1 has bootstrapped, whom it
# does not hear.

nodes 4
wait_for all
fresh all
begins running

network parts n4
n3 is told to stop
n2 is told to stop
n3 goes on until down
n2 goes on until down
power cut n1 n3
n1 boots
n2 is started
n1 goes on until down
n1 does not hear n2
n1 is started
n1 goes on until announcing
network is whole
n1 goes on until ready
n2 does not hear n1
n2 goes on until running

expect breaks S3
