# F18: a disk that is not mounted after the first join of its node, which was not seen up.
# Broke S2 (seed 309364969483) before the memory had the mark of the folder that a start had read: a component starts from 40, but n2's disk, which is not mounted, was in the last one and holds 42

nodes 2
wait_for all
fresh all
begins new

n1 boots
n1 goes on until down
n1 is started
n2 boots
n2 goes on until down
n1 goes on until running
n2 is started
n2 goes on until starting
n2 goes on until starting
n2 goes on until starting
power cut n2
n2 loses the mount of its data folder or gets it back
n2 boots

comeback everyone
expect holds
