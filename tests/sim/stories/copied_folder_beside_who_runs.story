# As copied_folder_of_who_was_alone.story, while n1 runs and is not heard.

nodes 2
begins running
n2 is told to stop
n2 goes on until down
n1 follows its component
n1 is told to stop
n1 goes on until down
n2 gets a copy of the data folder of n1
network parts n1
n1 is started
? n1 goes on until running
n2 is started
? n2 goes on until running

comeback everyone
expect holds
