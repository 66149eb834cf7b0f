# A node that hears two components goes by the one that its own view names: n1 has come back since n2 has read its view.

nodes 3
begins running

kill n1
n2 follows its component
n1 goes on until down
n1 is started
n1 goes on until running
n2 follows its component

expect reaches branch memory closer component
expect holds
