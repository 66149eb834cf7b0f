# n2 loses power first, then the others, who had received what it holds and not written it down: n1 and n4 are the majority of what came after, and n2 is heard.
nodes 4
wait_for majority
fresh all
begins running

n1 commits 1, applied by n2, flushed by n3
n4 applies 1
n3 commits 1, applied by n2 n3, flushed by n2 n3 n4
n4 is in a component that is cut amid a view, first n2, which is written by n1 n4
n2 boots
n4 boots
n1 boots
n2 goes on until down
n4 goes on until down
n1 goes on until down
n2 is started
n4 is started
n1 is started
n2 goes on until deciding
n4 goes on until deciding
n1 goes on until deciding
n2 has waited for long enough
n4 has waited for long enough
n1 has waited for long enough
n1 goes on until deciding
n4 goes on until deciding
n2 goes on until deciding
n1 goes on until deciding
n4 goes on until deciding
? n4 goes on until running
? n2 goes on until deciding
? n2 goes on until running

expect reaches branch candidates holds more than a majority
expect holds
