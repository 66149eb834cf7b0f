# A node that hears two components goes by the one that its own view names: n1 has left, and its record does not say so yet.

nodes 3
begins running

n1 is told to stop
n1 goes on until stop-writing
n2 follows its component
n2 follows its component
n2 follows its component
? n2 follows its component

expect reaches branch memory closer component
expect holds
