# Found with seed 40028309. n1 has joined and is not seen up yet when DDL runs: its zero UUID may as well be of a transfer.
# It holds the most, so nobody goes on without a person.

nodes 3
wait_for all
fresh all
begins running

kill n1
n1 goes on until down
n1 is started
n1 goes on until ready
n3 commits 1, applied by n1 n2 n3, flushed by n1
n1 begins DDL or ends it
power cut n1 n2 n3

comeback everyone
expect holds
