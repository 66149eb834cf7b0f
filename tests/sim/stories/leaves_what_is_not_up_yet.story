# As leaves_what_it_has_just_merged_with.story, but n1's unit is not up yet, so nobody tells n2 that there was a bootstrap. What n2 merged with before it was
# given all is no component that it was in.

nodes 4
wait_for all
fresh first
begins running

network parts n1 n3 n4
n3 is told to stop
kill n4
n3 goes on until down
power cut n1 n3 n4
n1 boots
n1 goes on until down
n1 is started
n1 goes on until writing-decision
n2 is told to stop
n2 goes on until stop-leaving
n1 goes on until ready
network is whole
n2 gets the next part of its transfer

comeback everyone
expect holds
