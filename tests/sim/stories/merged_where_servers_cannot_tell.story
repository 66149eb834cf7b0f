# As merged_servers_without_data_are_a_component.story, with servers that do not tell whether they are synced (before MariaDB 10.9, MySQL): that the two lacked data shows nowhere.
nodes 4
wait_for all
fresh all
servers cannot tell their state
begins running

network parts n2
network parts n2 n3
network is whole
n4 is told to stop
n4 goes on until down
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3 n4
n2 boots
n3 boots
n2 goes on until down
n2 is started
? n3 goes on until deciding
? n2 goes on until running
expect breaks S2

