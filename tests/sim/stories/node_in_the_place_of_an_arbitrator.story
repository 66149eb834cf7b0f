# n3 has taken the arbitrator's place before it was in the others' lists, so they took it for one. Once they hear it run as that
# member they know better: without n3 nobody bootstraps, who alone has written down what was committed last.

nodes 3
arbitrators 1
wait_for all
fresh all
begins running

n1 has taken the last node for the arbitrator
n2 has taken the last node for the arbitrator
arbitrator starts or ends
? n1 follows its component
? n2 follows its component
? n3 follows its component
? n1 follows its component
? n2 follows its component
? n3 follows its component
? n1 follows its component
? n2 follows its component
? n3 follows its component
? n1 follows its component
? n2 follows its component
? n3 follows its component
? n1 follows its component
? n2 follows its component
? n3 follows its component
? n1 follows its component
? n2 follows its component
? n3 follows its component
n3 commits 3, applied by n1 n2 n3, flushed by n3
power cut n1 n2 n3
n1 boots
n2 boots
n1 goes on until down
n2 goes on until down
n1 is started
n2 is started
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until deciding
? n2 goes on until deciding
? n1 goes on until running

expect holds
