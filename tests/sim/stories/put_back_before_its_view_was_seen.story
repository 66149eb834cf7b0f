# As put_back_to_an_earlier_view.story, but the power is cut in the moment before n2's watch has seen the last view.
nodes 4
wait_for majority
fresh all
begins running

power cut n4
power cut n1
n3 is told to stop
n3 goes on until down
n3 is started
n2 is copied as a snapshot
n3 goes on until running
power cut n1 n2 n3 n4
n2 gets its data folder back from the snapshot
n2 boots
n2 goes on until down
n2 is started
n2 goes on until deciding
n2 goes on until deciding
? n2 goes on until running

comeback everyone
expect breaks S2
