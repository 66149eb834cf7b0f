# As put_back_to_a_fork.story, of a backup that leaves away what goes with the data: nothing is known of its lineage then.

nodes 3
wait_for all
fresh all
begins running
n1 commits 8, applied by n1
n1 is told to stop
n1 goes on until down
n1 is copied as a snapshot
power cut n1 n2 n3
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n2 goes on until running
? n3 goes on until running
n1 loses its data folder
n1 boots
n1 goes on until down
n1 is started
n1 goes on until running
n2 commits 1, applied by n1 n2 n3, flushed by n1 n2 n3
n1 is told to stop
n1 goes on until down
power cut n1 n2 n3
n1 gets its data folder back without its lineage
n1 boots
n2 boots
n3 boots
n1 goes on until down
n2 goes on until down
n3 goes on until down
n1 is started
n2 is started
n3 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n3 goes on until deciding
? n1 goes on until running
? n2 goes on until running

expect reaches branch memory may be of fork
expect holds
