# As joiners_re_form_what_a_cut_off_server_remembers, but n4 and n5 run on, and are only cut off: two primary components.
nodes 5
wait_for all
fresh all
begins running

n4 is told to stop
n4 goes on until down
n5 is told to stop
n5 goes on until down
network parts n3
n4 is started
n4 goes on until running
n5 is started
n5 goes on until running
n1 commits 2, applied by n1 n2 n4 n5, flushed by n1 n2 n4 n5
power cut n1
n1 boots
n1 goes on until down
power cut n2
n2 boots
n2 goes on until down
n1 is started
n1 goes on until handing-over
n2 is started
n2 goes on until handing-over
network parts n4 n5
n1 goes on until starting
n2 goes on until starting


expect holds
