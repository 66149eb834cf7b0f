# n2 sets out to join what n1 has bootstrapped; n1 loses its power, bootstraps again from the same position, and is told to stop as
# soon as n2 has come to it: nobody tells n2 of the second bootstrap. Found with seed 965495667386.

nodes 3
wait_for all
fresh all
begins running

kill n2
power cut n1 n2 n3
n2 boots
n3 boots
n1 boots
n2 goes on until down
n2 is started
n1 goes on until down
n1 is started
n3 goes on until down
n1 goes on until running
n2 goes on until deciding
n2 goes on until deciding
power cut n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n2 goes on until starting
n1 is told to stop

comeback everyone
expect breaks L4
