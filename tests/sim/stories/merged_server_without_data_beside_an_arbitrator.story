# n2 is cut off for a while and merges by itself; n1 loses its power before n2 has been given what it lacks. With the arbitrator n2 is a component still, of which its view tells; its server ends, and its unit bootstraps what it had before.
nodes 2
arbitrators 1
wait_for all
fresh all
begins running

network parts n2
n1 commits 2, applied by n1, flushed by n1
network is whole
power cut n1
n2 goes on until down
n2 is started
? n2 goes on until running
expect holds

