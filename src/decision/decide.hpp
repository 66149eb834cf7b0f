#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

namespace galera_initiator {

/// Decides what this node does with its start; galera-initiator(7) tells the rule and why it is so.
///
/// A pure function: no clock, no input or output, no order of arrival. It upholds, short of an operator's word,
///  - S1: at most one node gets `bootstrap`, because it gets it only when every deciding node of its closure has
///        chosen its very claim, and a node chooses one claim at a time (election.hpp);
///  - S2: with wait_for = all the winner's position is at or above every recovered position of the last primary
///        component, because the candidates are in every complete closure and every complete closure contains that
///        component (closure.hpp);
///  - S3: `join` only into a history that contains this node's data, or without data that could be lost (joining.hpp);
///  - S4: a new history only when every configured node is heard and none has, or ever had, data; with fresh = first
///        only when none that answers has;
///  - S5: the same situation gives the same winner on every node.
///
/// These are asserted of every verdict, in the product as well, and by the evidence alone, without the rules' closures
/// (invariants.hpp). A verdict that breaks one becomes a wait (Reason::invariant_broken).
///  - Every verdict has a reason that gives such a verdict, and names a node, unless there is none to name.
///  - Who claims or bootstraps is the winner. With wait_for = majority, a claim whose owner does not show that it is
///    unused stays chosen.
///  - A bootstrap: no peer that is heard runs, joins, bootstraps or stops; none is alive but silent; none decides by
///    other settings. This node's data is whole and was not to be given up; without data, nobody who is heard has any.
///  - A bootstrap of a new cluster: every node is heard and fresh, but for those that are lost by the operator's word,
///    and with fresh = first for those that are away behind the first.
///  - A bootstrap by position: no heard node holds another history. The nodes that the evidence certainly leads to
///    from this node on hold nothing that it lacks. (Others may: who left before it may hold what no disk of those
///    that stayed had written down yet.) No heard node's evidence certainly leads to whole data without leading here.
///  - A bootstrap by majority: its time has come, those that crashed in this node's view are more than half of it,
///    more than half of all nodes but those that have left have chosen its claim, and all that are not heard are away.
///  - A bootstrap, unless by galera_new_cluster: this node's record is served and has a claim, and every deciding node
///    that its evidence certainly leads to has chosen that claim; without a position, every one that is heard. With
///    wait_for = majority, more than half of the view of each of those have, or half with its lowest UUID, or all of it
///    that are heard.
///  - A bootstrap by an operator's word: such a word was said here; by galera_new_cluster, no heard node of this
///    history is further, and none claims.
///  - A join: a peer that is heard runs, and the operator does not ask for a bootstrap. This node's data is contained
///    in each history that is told, or was given up by a word here. One node's history is taken over if any is told,
///    and all that tell theirs run the same.
///  - A wait: this node goes by another one only that holds all of what it has; it leaves the view that it crashed in
///    only where it has chosen somebody there.
///
/// @param seen  self must be in range, initiating, and have evidence
Verdict decide(const Situation& seen);

} // namespace galera_initiator
