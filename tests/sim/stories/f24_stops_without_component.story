# F24: n1 stops while its fellows run without a component; what it and they tell afterwards leads to n3, which was in none of it.

nodes 5
wait_for all
fresh first
begins running

power cut n3
kill n2 n3 n4
n1 is told to stop
n2 goes on until down

expect holds
