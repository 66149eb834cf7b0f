# As copied_twice_over_a_cut_start.story, with a majority: n2 is not n1's member.
nodes 4
wait_for majority
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n3 follows its component
n4 follows its component
n1 commits 3, applied by n1 n3 n4, flushed by n1 n3 n4
power cut n1
n2 gets a copy of the data folder of n1
n2 is started
n2 goes on until writing-lineage
power cut n2
n2 gets written into its files the data folder of n1
n3 follows its component
n4 follows its component
n4 commits 8, applied by n3 n4, flushed by n3 n4
power cut n3 n4
n1 boots
n1 goes on until down
n2 boots
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 has waited for long enough
? n2 has waited for long enough
? n1 goes on until running
? n2 goes on until running
n3 boots
n4 boots
n3 goes on until down
n4 goes on until down
n3 is started
n4 is started
? n3 goes on until running
? n4 goes on until running
comeback everyone
expect holds
