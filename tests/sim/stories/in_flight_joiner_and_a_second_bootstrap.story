# n1 sets out to join n4 with what only it has written down; n4 is killed by its own watch, comes back without that and begins a timeline, and n1's server, cut off until then, is continued from there.
nodes 4
wait_for all
fresh all
begins running
? network parts n1 n2 n4
? n3 is told to stop
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n4 follows its component
? n3 goes on until down
? n3 is started
? n3 goes on until preparing
? n1 is told to stop
? n1 goes on until starting
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? n2 follows its component
? kill n2
? n1 is started
? n1 goes on until preparing
? n1 goes on until ready
? power cut n3
? network parts n3 n4 n2
? n3 boots
? n3 goes on until down
? n3 is started
? n3 goes on until preparing
? n4 goes on until down
? n4 is started
? n4 goes on until preparing
? n2 goes on until down
? n4 goes on until running
comeback everyone
expect breaks S3
