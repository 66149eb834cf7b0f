# n2 was cut in its first join, so it does not know its member UUID; n1 was put back, with its memory, to when it was alone: it goes by n2, who holds more.
nodes 2
wait_for all
fresh first
begins new

n2 boots
n1 boots
n1 goes on until down
n1 is started
n2 goes on until down
n1 goes on until running
n2 is started
n1 is copied as a snapshot
n2 goes on until starting
n2 goes on until starting
n2 goes on until starting
n2 gets the next part of its transfer
power cut n1 n2, tearing the views of n2
n1 gets its disk back from the snapshot

comeback everyone
expect reaches branch candidates goes by who left
expect holds
