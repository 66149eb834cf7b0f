# The whole disk of n2 was lost. Its donor stops during the transfer, and is whole: what n2 tells leads back to it.

nodes 2
wait_for all
fresh all
begins new

n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running
power cut n2
n2 loses its disk
n2 boots
n2 goes on until down
n2 is started
n2 goes on until starting
n1 is told to stop
n1 goes on until down

comeback everyone
expect holds
