# As put_back_to_another_history, amid a bootstrap that is cut: that goes on in the history that it began in.
nodes 2
wait_for all
fresh all
begins running

n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until down
n1 is copied as a snapshot
power cut n1 n2
n1 loses its disk
n2 loses its disk
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n1 goes on until running
n2 is started
n2 goes on until running
n2 commits 3, applied by n1 n2, flushed by n1 n2
n2 is told to stop
n2 goes on until down
n1 is told to stop
n1 goes on until down
n1 is started
n1 goes on until handing-over
power cut n1
n1 gets its data folder back from the snapshot
network parts n1
n1 boots
n1 goes on until down
n1 is started
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding
n1 goes on until deciding

comeback everyone
expect holds
