# Two units are stopped while the step after their start runs: no step before the stop. Their servers leave, and are killed
# before they have taken their views away: they did not crash in that component, and are no majority of it.

nodes 3
wait_for majority
fresh all
begins running
n2 is told to stop
n2 goes on until down
n3 is told to stop
n3 goes on until down
n2 is started
n2 goes on until ready
n3 is started
n3 goes on until ready
n2 goes on until writing-memory
n2 goes on until writing-record
n3 goes on until writing-memory
n3 goes on until writing-record
n2 is told to stop
n3 is told to stop
kill n2 n3, just after the leave of n2 n3
n1 commits 3, applied by n1, flushed by n1
n2 goes on until down
n3 goes on until down
network parts n1
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 has waited for long enough
n3 has waited for long enough
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
? n3 goes on until running

expect holds
