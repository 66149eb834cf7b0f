# n1 has lost its disk and has come back as another member. n2 tells of the component before that, and n3 has lost its data:
# nobody can tell that n1 was the member that is missing there. Found with seed 178024304460.

nodes 3
wait_for all
fresh all
begins running

power cut n1 n2 n3
n2 boots
n1 loses its disk
n1 boots
n3 boots
n2 goes on until down
n3 goes on until down
n3 is started
n1 goes on until down
n3 goes on until running
n1 is started
n1 goes on until running
power cut n2 n3
n3 loses its data folder

comeback everyone
expect breaks L1
