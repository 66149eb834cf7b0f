# As leaves_what_is_not_up_yet.story, the other way round: n4 merges with n2, which is being stopped, and has not asked it when it leaves.
nodes 4
wait_for all
fresh all
begins running

network parts n1 n2 n3
power cut n1
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
? n3 follows its component
kill n2 n3
n2 goes on until down
n2 is started
n3 goes on until down
n2 goes on until running
n2 is told to stop

comeback everyone
expect breaks L4
