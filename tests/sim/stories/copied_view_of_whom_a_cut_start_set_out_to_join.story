# n2 sets out to join n1, is cut, and gets a copy of n1's folder. n1 goes on and loses its power: the view of one in n2's folder is
# n1's, for n2 knows that UUID as the one of whom it set out to join.

nodes 2
wait_for majority
fresh all
begins new

n1 boots
n2 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running
n2 is started
n2 goes on until deciding
n2 goes on until deciding
power cut n1
n2 goes on until starting
power cut n2
n2 gets a copy of the data folder of n1
n1 boots
n2 boots
n1 goes on until down
n1 is started
n1 goes on until running
n2 goes on until down
n2 is started
n2 goes on until deciding
power cut n1

comeback everyone
expect holds
