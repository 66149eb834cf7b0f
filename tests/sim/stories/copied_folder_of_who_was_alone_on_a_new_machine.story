# As copied_folder_of_who_was_alone.story, with n2 a new machine, which remembers nothing.

nodes 3
begins running
n3 is told to stop
n3 goes on until down
n2 is told to stop
n2 goes on until down
power cut n2
n2 loses its disk
n1 follows its component
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
n1 is started
? n1 goes on until running
n1 commits 3, applied by n1, flushed by n1
power cut n1
n2 boots
n2 goes on until down
n2 is started
? n2 goes on until running
expect holds
