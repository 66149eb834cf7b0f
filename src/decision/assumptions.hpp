#pragma once

#include "decision/bound_choice.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "evidence/override.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// A print of all evidence that is heard: the same on every node that hears the same. It tells neither who is being
/// started nor what was claimed. 16 hexadecimal digits (FNV-1a; a binding, not a protection against forgery).
std::string print_of_evidence(const Situation& situation);

/// A print of one node's evidence and of the member that it was last. Whoever has joined a node in a component of its
/// own has done so after that node had written down a new member UUID, so what it shows after a crash is another print.
std::string print_of_node(const Evidence& evidence);

/// The print that a word is bound to. Words about what others hold are bound to all evidence; the word that gives up
/// this node's data is bound to that data and to how much of it the others hold, which stays the same while they begin
/// to run it.
/// @param node  index of the node that the word is said on, whose evidence is heard
std::string print_for_word(const Situation& situation, std::size_t node, Override::Kind kind);

/// A print of what must be configured alike on all nodes, for Record::settings.
std::string print_of_settings(const std::vector<NodeAddress>& nodes, const Policies& policies);

/// What counts beside the evidence: the operators' words on the deciding nodes, and the choice that binds this node.
struct Assumptions {
    Indices lost;      ///< nodes that are not to be waited for
    Indices insisting; ///< nodes that are to bootstrap whatever the others hold
    bool discards_own_data = false;

    /// Nodes whose data is given up and whose last component was theirs alone: what came after it is given up with it,
    /// so it is no longer the last one.
    Indices lone_and_given_up;

    /// This node was told to give up its data, for other evidence than there is now.
    bool own_discard_is_void = false;

    std::optional<Choice> bound_choice = std::nullopt;

    /// A verdict as every rule begins it: it keeps the choice that binds this node.
    [[nodiscard]] Verdict verdict(Action action, Reason reason, std::vector<Concern> concerns = {}) const;
};

/// For people: the concern about a node whose discard is void.
inline constexpr const char* why_discard_is_void = "was told to give up its data, for other evidence than there is now";

/// Takes the words of all heard deciding nodes that still apply, and makes the data that they give up damaged data.
Assumptions apply_words(Situation& situation);

/// Does this node's own word still apply? True also if it has none.
bool own_word_applies(const Situation& situation);

} // namespace galera_initiator
