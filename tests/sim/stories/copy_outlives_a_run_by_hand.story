# n2's and n3's copies of the view are of their last runs by the unit; since then they have run by hand, and n1, by hand as
# well, stayed when they left. So n1 has to be heard.

nodes 3
wait_for all
fresh all
begins running

n1 is told to stop
n1 goes on until down
n2 is told to stop
n3 is told to stop
n2 goes on until stop-leaving
n3 goes on until stop-leaving
n2 goes on until down
n3 goes on until down
n3 is started by hand to bootstrap
n2 is started by hand to join
? n2 gets the next part of its transfer
? n2 gets the next part of its transfer
? n2 gets the next part of its transfer
n1 is started by hand to join
? n1 gets the next part of its transfer
? n1 gets the next part of its transfer
? n1 gets the next part of its transfer
n2 is ended by hand
n3 is ended by hand
n1 commits 5, applied by n1, flushed by n1
power cut n1 n2 n3
n2 boots
n3 boots
n2 goes on until down
n3 goes on until down
n2 is started
n3 is started
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
n2 goes on until deciding
n3 goes on until deciding
? n2 goes on until handing-over
? n3 goes on until handing-over
? n2 goes on until starting
? n3 goes on until starting

comeback everyone
expect breaks L1
