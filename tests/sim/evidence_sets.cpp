// Every set of evidence that up to five nodes can show, decided by the product's decide() on every node that decides,
// and compared with an oracle that was written from the text of the decision rule by another method: it goes through
// all subsets of the nodes as bit masks. Then every history of three nodes in a small model of Galera, against that
// same oracle: what decide() would do in a set of evidence is safe in every world that leaves that evidence behind.
//
// What a node can show: it is not heard, or it is heard and
//   fresh; alone; view V or left V, for every V that it is in; left without a copy of its view; unknown; damaged (with
//   an unknown view, and, for two and three nodes, with every view V). It is stopped or being started.
// What is gone through:
//   2 and 3 nodes   all of it, every order of the positions with every tie, every choice of who is being started,
//                   with wait_for = all and with wait_for = majority
//   4 nodes         all of it with equal positions and everybody started; and, up to renaming the nodes, with two
//                   positions, which is every choice of the nodes that are furthest among any candidates
//   5 nodes         all of it up to renaming the nodes, with equal positions and everybody started; and, where a view
//   and
//                   a copy of it are not told apart (nor unknown and left without a copy, nor alone and a view of one),
//                   up to renaming with each node the furthest in turn
// Every node that decides has a claim out and is asked with everybody's agreement to it, so that nothing but the rule
// keeps it from acting.
//
// With --short only two nodes, and three with equal positions, are gone through: for builds that are slow.

#include "decision/decide.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

using namespace galera_initiator;

constexpr std::size_t most_nodes = 5;
using Mask = unsigned; ///< a set of nodes, node 0 in the lowest bit

constexpr Mask bit(std::size_t node) {
    return 1U << node;
}
bool has(Mask nodes, std::size_t node) {
    return (nodes & bit(node)) != 0;
}
bool is_within(Mask part, Mask whole) {
    return (part & ~whole) == 0;
}
std::size_t size_of(Mask nodes) {
    return static_cast<std::size_t>(std::popcount(nodes));
}

enum class Kind { unheard, fresh, alone, view, left, left_uncopied, unknown, damaged, damaged_view };

/// What one node shows.
struct Shown {
    Kind kind = Kind::unheard;
    Mask members = 0;         ///< for views
    std::size_t position = 0; ///< which of the positions
    bool is_started = true;

    [[nodiscard]] bool is_heard() const { return kind != Kind::unheard; }
    [[nodiscard]] bool has_data() const { return is_heard() && kind != Kind::fresh; }
    [[nodiscard]] bool is_intact() const { return has_data() && kind != Kind::damaged && kind != Kind::damaged_view; }
    [[nodiscard]] bool decides() const { return is_heard() && is_started; }
};

using Set = std::vector<Shown>;

std::string to_string(Mask nodes) {
    std::string text;
    for (std::size_t node = 0; node < most_nodes; ++node) {
        if (has(nodes, node)) {
            text += (text.empty() ? "n" : ",n") + std::to_string(node + 1);
        }
    }
    return "{" + text + "}";
}

std::string to_string(const Set& set) {
    constexpr std::array<const char*, 9> words{"not heard", "fresh",   "alone",   "view",        "left",
                                               "left",      "unknown", "damaged", "damaged view"};
    std::string text;
    for (std::size_t node = 0; node < set.size(); ++node) {
        const Shown& shown = set[node];
        text += "  n" + std::to_string(node + 1) + ": " + words.at(static_cast<std::size_t>(shown.kind));
        text += shown.members == 0 ? "" : " " + to_string(shown.members);
        text += shown.is_intact() ? ", position " + std::to_string(shown.position) : "";
        text += shown.is_heard() ? (shown.is_started ? ", started" : ", stopped") : "";
        text += "\n";
    }
    return text;
}

// The oracle.

enum class Policy { all, majority };
enum class Outcome { bootstraps, waits, waits_for_fresh, refuses_contradiction, refuses_without_data };

struct Answer {
    Outcome outcome = Outcome::waits;
    std::size_t winner = 0;      ///< for bootstraps
    bool is_by_majority = false; ///< for bootstraps
    Mask lacking = 0;            ///< for bootstraps by majority: who must still agree
    std::vector<Mask> missing{}; ///< for waits: who is missing from the nearest closures; one of these is to be named
};

class Oracle {
public:
    Oracle(const Set& set, Policy policy) : set_(set), policy_(policy), all_(bit(set.size()) - 1) {
        for (std::size_t node = 0; node < set.size(); ++node) {
            heard_ |= set[node].is_heard() ? bit(node) : 0;
            fresh_ |= set[node].kind == Kind::fresh ? bit(node) : 0;
        }
        knows_itself_ = heard_ & ~fresh_;
    }

    [[nodiscard]] Answer answer() const {
        Mask with_data = 0;
        for (std::size_t node = 0; node < set_.size(); ++node) {
            with_data |= set_[node].has_data() ? bit(node) : 0;
        }
        return with_data == 0 ? among_fresh() : among_data(with_data);
    }

    /// Whom a node has yet to go by before the winner is elected: who holds more than that one and no less than the
    /// node, and is in no closed set around it. All that this says must be heard; all is of one lineage here.
    [[nodiscard]] std::optional<std::size_t> goes_by(std::size_t node, std::size_t winner) const {
        const Mask own = closure(node);
        Mask further = 0;
        for (std::size_t other = 0; other < set_.size(); ++other) {
            further |= !has(own, other) && set_[other].is_intact() && set_[other].position > set_[winner].position &&
                               set_[other].position >= set_[node].position && is_within(closure(other), heard_)
                           ? bit(other)
                           : 0;
        }
        if (!set_[node].is_intact() || !is_within(own, heard_) || further == 0) {
            return std::nullopt;
        }
        std::size_t first = set_.size();
        for (std::size_t other = 0; other < set_.size(); ++other) {
            const bool is_better = first == set_.size() || set_[other].position > set_[first].position;
            first = has(further, other) && is_better ? other : first;
        }
        return first;
    }

private:
    /// Whom a node in a closure brings with it. A fresh node that was a member has lost what it knew, so it is as an
    /// unknown one; of a node that is not heard nothing is known, but that alone makes the closure incomplete.
    [[nodiscard]] Mask brings(std::size_t node) const {
        switch (set_[node].kind) {
        case Kind::unheard:
            return 0;
        case Kind::alone:
            return bit(node);
        case Kind::left:
            // Who joined between the copy of the view and the stop is known to those that stayed, if one is heard.
            if ((set_[node].members & knows_itself_ & ~bit(node)) == 0) {
                break;
            }
            return set_[node].members;
        case Kind::view:
        case Kind::damaged_view:
            return set_[node].members;
        case Kind::fresh:
        case Kind::left_uncopied:
        case Kind::unknown:
        case Kind::damaged:
            break;
        }
        return all_;
    }

    [[nodiscard]] bool is_closed(Mask nodes) const {
        for (std::size_t node = 0; node < set_.size(); ++node) {
            if (has(nodes, node) && !is_within(brings(node), nodes)) {
                return false;
            }
        }
        return true;
    }

    /// The closed sets around a node are closed under intersection, so the smallest is what all have in common.
    [[nodiscard]] Mask closure(std::size_t node) const {
        Mask common = all_;
        for (Mask nodes = 0; nodes <= all_; ++nodes) {
            if (has(nodes, node) && is_closed(nodes)) {
                common &= nodes;
            }
        }
        return common;
    }

    /// Further, then being started, then first in the cluster address.
    [[nodiscard]] std::size_t best(Mask nodes) const {
        std::size_t best = set_.size();
        for (std::size_t node = 0; node < set_.size(); ++node) {
            if (!has(nodes, node) || !set_[node].is_intact()) {
                continue;
            }
            const auto rank = [&](std::size_t one) { return std::pair(set_[one].position, set_[one].is_started); };
            best = best == set_.size() || rank(node) > rank(best) ? node : best;
        }
        return best;
    }

    [[nodiscard]] Answer among_fresh() const {
        if (heard_ != all_) {
            return {.outcome = Outcome::waits_for_fresh, .missing = {all_ & ~heard_}};
        }
        for (std::size_t node = 0; node < set_.size(); ++node) {
            if (set_[node].is_started) {
                return {.outcome = Outcome::bootstraps, .winner = node};
            }
        }
        return {};
    }

    [[nodiscard]] Answer among_data(Mask with_data) const {
        Mask candidates = all_;
        bool any_is_complete = false;
        std::vector<Mask> missing;
        for (std::size_t node = 0; node < set_.size(); ++node) {
            if (!has(with_data, node)) {
                continue;
            }
            const Mask nodes = closure(node);
            if (is_within(nodes, heard_)) {
                any_is_complete = true;
                candidates &= nodes;
            } else {
                missing.push_back(nodes & ~heard_);
            }
        }
        if (any_is_complete) {
            return candidates == 0 ? Answer{.outcome = Outcome::refuses_contradiction} : elect(candidates, 0, false);
        }
        if (policy_ == Policy::majority && is_most_of_who_stayed(crashed())) {
            if (const Mask together = majority(); together != 0 && best(together) < set_.size()) {
                return elect(together, further_than(set_[best(together)].position), true);
            }
        }
        const auto fewest = std::min_element(missing.begin(), missing.end(),
                                             [](Mask left, Mask right) { return size_of(left) < size_of(right); });
        std::vector<Mask> nearest;
        std::copy_if(missing.begin(), missing.end(), std::back_inserter(nearest),
                     [&](Mask one) { return size_of(one) == size_of(*fewest); });
        return {.outcome = Outcome::waits, .missing = std::move(nearest)};
    }

    [[nodiscard]] bool crashed_in(std::size_t node, Mask view) const {
        const Kind kind = set_[node].kind;
        return (kind == Kind::view || kind == Kind::damaged_view) && set_[node].members == view;
    }

    /// Those that know in which component they crashed.
    [[nodiscard]] Mask crashed() const {
        Mask nodes = 0;
        for (std::size_t node = 0; node < set_.size(); ++node) {
            nodes |= crashed_in(node, set_[node].members) ? bit(node) : 0;
        }
        return nodes;
    }

    /// Who tells to have left a component counts in no majority, for nobody.
    [[nodiscard]] bool is_most_of_who_stayed(Mask nodes) const {
        const auto gone = static_cast<std::size_t>(std::count_if(set_.begin(), set_.end(), [](const Shown& shown) {
            return shown.kind == Kind::left || shown.kind == Kind::left_uncopied;
        }));
        return 2 * size_of(nodes) > set_.size() - gone;
    }

    /// More than half of one component crashed in it, and no other member of it is heard to tell something else.
    [[nodiscard]] Mask majority() const {
        for (std::size_t first = 0; first < set_.size(); ++first) {
            const Mask view = set_[first].members;
            if (!crashed_in(first, view)) {
                continue;
            }
            Mask together = 0;
            for (std::size_t node = 0; node < set_.size(); ++node) {
                together |= crashed_in(node, view) ? bit(node) : 0;
            }
            if (2 * size_of(together) > size_of(view) && (view & heard_ & ~fresh_) == together) {
                return together;
            }
        }
        return 0;
    }

    /// All is of one lineage here.
    [[nodiscard]] Mask further_than(std::size_t position) const {
        Mask further = 0;
        for (std::size_t node = 0; node < set_.size(); ++node) {
            further |= set_[node].is_intact() && set_[node].position > position ? bit(node) : 0;
        }
        return further;
    }

    /// @param further  whom a majority elects as well. Of its component nobody knows that it is the last one, so only
    ///                 those of it that are heard have to agree
    [[nodiscard]] Answer elect(Mask together, Mask further, bool is_by_majority) const {
        const Mask candidates = together | further;
        const std::size_t winner = best(candidates);
        if (winner == set_.size()) {
            return {.outcome = Outcome::refuses_without_data};
        }
        Answer answer{.outcome = Outcome::bootstraps, .winner = winner, .is_by_majority = is_by_majority};
        if (is_by_majority) {
            Mask agreeing = crashed();
            for (std::size_t node = 0; node < set_.size(); ++node) {
                agreeing &= set_[node].decides() ? all_ : ~bit(node);
            }
            answer.lacking = is_most_of_who_stayed(agreeing) ? 0 : crashed() & ~agreeing;
        }
        if (policy_ == Policy::majority) {
            // Of each component more than half must have agreed, or half with its first. All that decide agree here.
            const Mask voters = is_by_majority ? candidates : closure(winner);
            for (std::size_t node = 0; node < set_.size(); ++node) {
                const Mask view = set_[node].members;
                if (!has(voters, node) || !crashed_in(node, view)) {
                    continue;
                }
                Mask agreeing = 0;
                for (std::size_t member = 0; member < set_.size(); ++member) {
                    agreeing |= has(view & ~fresh_, member) && set_[member].decides() ? bit(member) : 0;
                }
                const Mask first = view & (~view + 1);
                const bool is_enough = 2 * size_of(agreeing) > size_of(view) ||
                                       (2 * size_of(agreeing) == size_of(view) && (agreeing & first) != 0);
                answer.lacking |= is_enough ? 0 : view & (has(further, node) ? heard_ : all_) & ~agreeing & ~fresh_;
            }
        }
        return answer;
    }

    const Set& set_;
    Policy policy_;
    Mask all_;
    Mask heard_ = 0;
    Mask knows_itself_ = 0; ///< heard, and knows under which UUID it was a member
    Mask fresh_ = 0; ///< a member that is fresh now can be in no majority, because it has forgotten the component
};

// The same set, told to the product.

Uuid uuid(std::size_t number) {
    std::string text = std::to_string(number);
    text.insert(0, 12 - text.size(), '0');
    return Uuid::parse("10000000-0000-0000-0000-" + text);
}

const std::array<Uuid, most_nodes> member_uuids{uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)};
const std::array<Uuid, most_nodes> claim_uuids{uuid(101), uuid(102), uuid(103), uuid(104), uuid(105)};
const Uuid history = uuid(999);
constexpr std::array<std::int64_t, 3> seqnos{9, 10, 100}; // as text they come in another order

Evidence evidence_of(const Shown& shown, std::size_t node) {
    Evidence evidence;
    evidence.data = shown.is_intact() ? DataState::intact : DataState::damaged;
    switch (shown.kind) {
    case Kind::unheard:
    case Kind::fresh:
        evidence.membership = Membership::never;
        evidence.data = DataState::fresh;
        return evidence;
    case Kind::alone:
        evidence.membership = Membership::alone;
        break;
    case Kind::view:
    case Kind::damaged_view:
        evidence.membership = Membership::view;
        break;
    case Kind::left:
    case Kind::left_uncopied:
        evidence.membership = Membership::left;
        break;
    case Kind::unknown:
    case Kind::damaged:
        evidence.membership = Membership::unknown;
        break;
    }
    evidence.identities = {member_uuids.at(node)};
    for (std::size_t member = 0; member < most_nodes; ++member) {
        if (has(shown.members, member)) {
            evidence.members.push_back(member_uuids.at(member));
        }
    }
    if (shown.is_intact()) {
        evidence.position = Position(history, Seqno(seqnos.at(shown.position)));
    }
    return evidence;
}

class Product {
public:
    Product(std::size_t nodes, Policy policy) {
        for (std::size_t node = 0; node < nodes; ++node) {
            situation_.nodes.push_back({.address = NodeAddress::parse("n" + std::to_string(node + 1)),
                                        .record = {},
                                        .older_status = {},
                                        .detail = {}});
        }
        situation_.own_record_is_served = true;
        if (policy == Policy::majority) {
            situation_.policies.wait_for = Policies::WaitFor::majority;
            situation_.majority_is_due = true;
        }
    }

    void tell(const Shown& shown, std::size_t node) {
        NodeSight& sight = situation_.nodes[node];
        sight.hearing = shown.is_heard() ? Hearing::heard : Hearing::unreachable;
        sight.record.reset();
        if (!shown.is_heard()) {
            return;
        }
        sight.record.emplace();
        sight.record->status = shown.is_started ? NodeStatus::initiating : NodeStatus::stopped;
        sight.record->evidence = evidence_of(shown, node);
        if (shown.is_started) {
            sight.record->claim = claim_uuids.at(node);
        }
    }

    /// What a node decides whose claim everybody that decides agrees to.
    Verdict decide_on(std::size_t self) {
        situation_.self = self;
        for (NodeSight& sight : situation_.nodes) {
            if (sight.record && sight.record->status == NodeStatus::initiating) {
                sight.record->choice = claim_uuids.at(self);
            }
        }
        return decide(situation_);
    }

private:
    Situation situation_;
};

// Comparison.

Mask named_by(const Verdict& verdict) {
    Mask nodes = 0;
    for (const Concern& concern : verdict.concerns) {
        nodes |= bit(concern.node);
    }
    return nodes;
}

/// @returns what is wrong with the verdict; empty if nothing
std::string fault_of_waiting(const Set& set, const Answer& expected, const Verdict& verdict) {
    Mask heard = 0;
    for (std::size_t node = 0; node < set.size(); ++node) {
        heard |= set[node].is_heard() ? bit(node) : 0;
    }
    const Mask named = named_by(verdict);
    if (verdict.action != Action::wait || verdict.claims) {
        return "it must only wait";
    }
    if (named == 0 || (named & heard) != 0) {
        return "it must name nodes that are not heard";
    }
    const bool names_one = std::any_of(expected.missing.begin(), expected.missing.end(),
                                       [&](Mask missing) { return is_within(missing, named); });
    return names_one ? "" : "it must name who is missing from the nearest closure";
}

std::string fault_of_electing(const Set& set, const Answer& expected, const Verdict& verdict, std::size_t self) {
    if (verdict.winner != expected.winner) {
        return "the winner must be n" + std::to_string(expected.winner + 1);
    }
    if (expected.winner != self) {
        const bool is_started = set[expected.winner].is_started;
        const Reason reason = is_started ? Reason::peer_will_bootstrap : Reason::peer_not_started;
        if (verdict.action != Action::wait || verdict.claims || verdict.reason != reason) {
            return "it must wait for the winner";
        }
        if (named_by(verdict) != bit(expected.winner)) {
            return "it must name the winner and nobody else";
        }
        const auto choice = is_started ? std::optional(claim_uuids.at(expected.winner)) : std::nullopt;
        const auto chosen = verdict.choice ? std::optional(verdict.choice->claim) : std::nullopt;
        return chosen == choice ? "" : "it must choose the winner's claim";
    }
    if (!verdict.claims) {
        return "the winner must claim";
    }
    if (expected.lacking != 0) {
        return verdict.action == Action::wait ? "" : "it lacks agreement";
    }
    return verdict.action == Action::bootstrap ? "" : "the winner must act, now that all agree";
}

std::string fault_of(const Set& set, const Answer& expected, const Verdict& verdict, std::size_t self) {
    switch (expected.outcome) {
    case Outcome::bootstraps:
        return fault_of_electing(set, expected, verdict, self);
    case Outcome::waits:
        return verdict.reason == Reason::last_members_missing ? fault_of_waiting(set, expected, verdict)
                                                              : "it must wait for members of the last component";
    case Outcome::waits_for_fresh:
        return verdict.reason == Reason::fresh_nodes_missing ? fault_of_waiting(set, expected, verdict)
                                                             : "it must wait for every node's word";
    case Outcome::refuses_contradiction:
        return verdict.action == Action::refuse && verdict.reason == Reason::contradictory_evidence
                   ? ""
                   : "it must refuse contradictory evidence";
    case Outcome::refuses_without_data:
        return verdict.action == Action::refuse && verdict.reason == Reason::no_intact_data
                   ? ""
                   : "it must refuse to go on without whole data";
    }
    return "no such outcome";
}

bool names_more_than_needed(const Answer& expected, const Verdict& verdict) {
    return expected.outcome == Outcome::waits &&
           std::none_of(expected.missing.begin(), expected.missing.end(),
                        [&](Mask missing) { return named_by(verdict) == missing; });
}

struct Count {
    std::uint64_t sets = 0;
    std::uint64_t decisions = 0;
    std::uint64_t faults = 0;
    std::uint64_t waits_that_name_more = 0;  ///< than a nearest closure: who is not heard may have been any member
    std::array<std::uint64_t, 5> outcomes{}; ///< by Outcome
};

std::string fault_of_going_by(std::size_t further, const Verdict& verdict) {
    return verdict.action == Action::wait && verdict.reason == Reason::peer_holds_more && !verdict.claims &&
                   verdict.goes_by == further && named_by(verdict) == bit(further)
               ? ""
               : "it must go by n" + std::to_string(further + 1);
}

void compare(const Set& set, Product& product, Policy policy, Count& count) {
    const Oracle oracle(set, policy);
    const Answer expected = oracle.answer();
    ++count.sets;
    ++count.outcomes.at(static_cast<std::size_t>(expected.outcome));
    unsigned acting = 0;
    for (std::size_t self = 0; self < set.size(); ++self) {
        if (!set[self].decides()) {
            continue;
        }
        const Verdict verdict = product.decide_on(self);
        ++count.decisions;
        acting += verdict.action == Action::bootstrap ? 1 : 0;
        count.waits_that_name_more += names_more_than_needed(expected, verdict) ? 1 : 0;
        const auto further =
            expected.outcome == Outcome::bootstraps ? oracle.goes_by(self, expected.winner) : std::nullopt;
        std::string fault = further ? fault_of_going_by(*further, verdict) : fault_of(set, expected, verdict, self);
        if (fault.empty() && acting > 1) {
            fault = "a second node acts";
        }
        if (!fault.empty() && ++count.faults <= 5) {
            std::cout << "FAULT on n" << self + 1 << ": " << fault << "; decide() says " << word(verdict.action) << " ("
                      << word(verdict.reason) << ")\n"
                      << to_string(set);
        }
    }
}

// Enumeration.

/// Which of the things that a node can show are gone through.
struct Scope {
    std::size_t nodes = 0;
    std::size_t positions = 1;
    Policy policy = Policy::all;
    bool tells_copies_apart = true; ///< left V from view V, and so on
    bool has_damaged_views = false;
    bool goes_through_stopped = false;
    bool is_up_to_renaming = false;
    bool each_is_furthest_in_turn = false;
    const char* name = "";
};

std::vector<Shown> shown_by(std::size_t node, const Scope& scope) {
    std::vector<Shown> all{{.kind = Kind::unheard}};
    const auto add = [&](Kind kind, Mask members, bool has_position) {
        for (std::size_t position = 0; position < (has_position ? scope.positions : 1); ++position) {
            all.push_back({.kind = kind, .members = members, .position = position});
        }
    };
    add(Kind::fresh, 0, false);
    add(Kind::damaged, 0, false);
    add(Kind::alone, 0, true);
    add(Kind::unknown, 0, true);
    if (scope.tells_copies_apart) {
        add(Kind::left_uncopied, 0, true);
    }
    for (Mask view = 1; view < bit(scope.nodes); ++view) {
        if (!has(view, node) || (!scope.tells_copies_apart && size_of(view) == 1)) {
            continue;
        }
        add(Kind::view, view, true);
        // A copy that names its node alone is of no component that others stayed in: disk_evidence does not believe it.
        if (scope.tells_copies_apart && size_of(view) > 1) {
            add(Kind::left, view, true);
        }
        if (scope.has_damaged_views) {
            add(Kind::damaged_view, view, false);
        }
    }
    if (scope.goes_through_stopped) {
        const std::vector<Shown> started = all;
        for (Shown one : started) {
            if (one.is_heard()) {
                one.is_started = false;
                all.push_back(one);
            }
        }
    }
    return all;
}

constexpr unsigned kinds = 9;
constexpr unsigned views = 1U << most_nodes;

/// A number for what a node shows, so that sets can be compared: the view is in its last digits.
unsigned code_of(const Shown& shown) {
    return (static_cast<unsigned>(shown.kind) * unsigned{seqnos.size()} + static_cast<unsigned>(shown.position)) *
               views +
           shown.members;
}

using Renaming = std::vector<std::size_t>; ///< new name of node 0, 1, ...

Shown renamed(Shown shown, const Renaming& renaming) {
    Mask members = 0;
    for (std::size_t node = 0; node < renaming.size(); ++node) {
        members |= has(shown.members, node) ? bit(renaming[node]) : 0;
    }
    shown.members = members;
    return shown;
}

class Enumeration {
public:
    explicit Enumeration(const Scope& scope)
        : scope_(scope), set_(scope.nodes), codes_(scope.nodes), product_(scope.nodes, scope.policy) {
        for (std::size_t node = 0; node < scope.nodes; ++node) {
            choices_.push_back(shown_by(node, scope));
        }
        if (scope.is_up_to_renaming) {
            prepare_renamings();
        }
    }

    Count run() {
        choose(0);
        return count_;
    }

private:
    struct Renamed {
        Renaming old_names; ///< of the nodes with new names 0, 1, ...
        std::vector<unsigned> codes;
    };

    void prepare_renamings() {
        Renaming renaming(scope_.nodes);
        std::iota(renaming.begin(), renaming.end(), 0U);
        do {
            Renamed one{Renaming(scope_.nodes), std::vector<unsigned>(kinds * seqnos.size() * views)};
            for (std::size_t node = 0; node < scope_.nodes; ++node) {
                one.old_names[renaming[node]] = node;
                for (const Shown& shown : choices_[node]) {
                    one.codes[code_of(shown)] = code_of(renamed(shown, renaming));
                }
            }
            renamings_.push_back(std::move(one));
        } while (std::next_permutation(renaming.begin(), renaming.end()));
    }

    /// Of all sets that differ only in the nodes' names one is looked at: the one whose kinds and positions come in
    /// order and, of those, whose views come first.
    [[nodiscard]] bool is_looked_at() const {
        return std::all_of(renamings_.begin(), renamings_.end(), [&](const Renamed& renaming) {
            bool is_earlier = false;
            bool is_later = false;
            for (std::size_t node = 0; node < codes_.size(); ++node) {
                const unsigned other = renaming.codes[codes_[renaming.old_names[node]]];
                if (other / views != codes_[node] / views) {
                    return true; // the renamed set's kinds are not in order
                }
                is_earlier = is_earlier || (!is_later && other < codes_[node]);
                is_later = is_later || (!is_earlier && other > codes_[node]);
            }
            return !is_earlier;
        });
    }

    void choose(std::size_t node) {
        if (node == scope_.nodes) {
            look();
            return;
        }
        for (const Shown& shown : choices_[node]) {
            if (scope_.is_up_to_renaming && node > 0 && code_of(shown) / views < codes_[node - 1] / views) {
                continue;
            }
            set_[node] = shown;
            codes_[node] = code_of(shown);
            choose(node + 1);
        }
    }

    void look() {
        if (scope_.is_up_to_renaming && !is_looked_at()) {
            return;
        }
        for (std::size_t node = 0; node < scope_.nodes; ++node) {
            product_.tell(set_[node], node);
        }
        if (!scope_.each_is_furthest_in_turn) {
            compare(set_, product_, scope_.policy, count_);
            return;
        }
        for (std::size_t furthest = 0; furthest < scope_.nodes; ++furthest) {
            if (!set_[furthest].is_intact()) {
                continue;
            }
            set_[furthest].position = 1;
            product_.tell(set_[furthest], furthest);
            compare(set_, product_, scope_.policy, count_);
            set_[furthest].position = 0;
            product_.tell(set_[furthest], furthest);
        }
    }

    Scope scope_;
    std::vector<std::vector<Shown>> choices_;
    std::vector<Renamed> renamings_;
    Set set_;
    std::vector<unsigned> codes_;
    Product product_;
    Count count_;
};

// Worlds: a small Galera, explored to its last state. Decisions are the oracle's, which decide() has been shown to
// equal.

/// A cluster at one moment. A member of the primary component may hold the last commit or not yet; who stays when
/// others go has received all of it.
struct World {
    Mask primary = 0; ///< who runs in the primary component
    Mask last = 0;    ///< the last primary component, running or not
    Set shown;

    /// One number for one world.
    [[nodiscard]] std::uint64_t key() const {
        std::uint64_t key = primary * 16 + last;
        for (const Shown& one : shown) {
            key = ((key * 16 + static_cast<std::uint64_t>(one.kind)) * 16 + one.members) * 4 + one.position;
        }
        return key;
    }
};

class Worlds {
public:
    /// @param nodes  at most 4
    /// @param last_position  at most 3: no more is committed then
    /// @param has_disk_losses  disks are also lost, or found torn or with half a state transfer
    Worlds(std::size_t nodes, std::size_t last_position, bool has_disk_losses)
        : nodes_(nodes), last_position_(last_position), has_disk_losses_(has_disk_losses), all_(bit(nodes) - 1) {}

    std::uint64_t explore() {
        World begin{.shown = Set(nodes_, Shown{.kind = Kind::fresh})};
        for (std::size_t first = 0; first < nodes_; ++first) {
            World world = begin;
            form(world, bit(first));
            add(world);
        }
        while (!open_.empty()) {
            const World world = open_.back();
            open_.pop_back();
            if (world.primary != 0) {
                run(world);
            }
            if (has_disk_losses_) {
                lose_disks(world);
            }
            restart(world);
        }
        return known_.size();
    }

    [[nodiscard]] std::uint64_t checks() const { return checks_; }
    [[nodiscard]] std::uint64_t bootstraps() const { return bootstraps_; }
    [[nodiscard]] std::uint64_t faults() const { return faults_; }

private:
    void add(const World& world) {
        if (known_.insert(world.key()).second) {
            open_.push_back(world);
        }
    }

    [[nodiscard]] std::size_t furthest(const World& world, Mask among) const {
        std::size_t position = 0;
        for (std::size_t node = 0; node < nodes_; ++node) {
            position = has(among, node) ? std::max(position, world.shown[node].position) : position;
        }
        return position;
    }

    /// The component changes: whoever is in the new one has received all that there was.
    void form(World& world, Mask primary) const {
        const std::size_t position = furthest(world, world.primary | primary);
        world.primary = world.last = primary;
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(primary, node)) {
                // What its files tell while it runs is told only once it does not.
                world.shown[node] = {.kind = Kind::unknown, .position = position};
            }
        }
    }

    void crash(World& world, Mask crashed) const {
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(crashed, node)) {
                world.shown[node].kind = Kind::view;
                world.shown[node].members = world.primary;
            }
        }
    }

    void run(const World& world) {
        for (Mask some = 1; some <= all_; ++some) {
            if (is_within(some, world.primary)) {
                commit(world, some);
                lose(world, some);
            }
        }
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(world.primary, node)) {
                leave(world, node);
            } else {
                World joined = world;
                joined.shown[node].position = 0; // it is given what the component has
                form(joined, world.primary | bit(node));
                add(joined);
            }
        }
    }

    /// A commit that so far only some have written to their disks; the one before has reached all.
    void commit(const World& world, Mask durable_on) {
        const std::size_t position = furthest(world, world.primary) + 1;
        if (position > last_position_) {
            return;
        }
        World next = world;
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(world.primary, node)) {
                next.shown[node].position = has(durable_on, node) ? position : position - 1;
            }
        }
        add(next);
    }

    /// Some members crash or are parted; the rest goes on if it is a majority, and otherwise stops where it is.
    void lose(const World& world, Mask lost) {
        World next = world;
        const Mask rest = world.primary & ~lost;
        if (2 * size_of(rest) > size_of(world.primary)) {
            crash(next, lost);
            form(next, rest);
        } else {
            crash(next, world.primary);
            next.primary = 0;
        }
        add(next);
    }

    void leave(const World& world, std::size_t node) {
        const Mask rest = world.primary & ~bit(node);
        for (const bool is_copied : {true, false}) {
            World next = world;
            Shown& leaver = next.shown[node];
            leaver.position = furthest(world, world.primary);
            leaver.kind = is_copied ? Kind::left : Kind::left_uncopied;
            leaver.members = is_copied ? world.primary : 0;
            if (rest == 0) {
                leaver.kind = Kind::alone;
                leaver.members = 0;
                next.primary = 0;
            } else {
                form(next, rest);
            }
            add(next);
        }
    }

    void lose_disks(const World& world) {
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(world.primary, node) || world.shown[node].kind == Kind::fresh) {
                continue;
            }
            for (const Shown& after : {Shown{.kind = Kind::fresh}, Shown{.kind = Kind::damaged},
                                       Shown{.kind = Kind::unknown, .position = world.shown[node].position}}) {
                if (after.kind == Kind::unknown && !world.shown[node].is_intact()) {
                    continue;
                }
                World next = world;
                next.shown[node] = after;
                add(next);
            }
        }
    }

    [[nodiscard]] bool has_data_anywhere(const World& world) const {
        return std::any_of(world.shown.begin(), world.shown.end(), [](const Shown& shown) { return shown.has_data(); });
    }

    /// Must the cluster come back with these? With all nodes it must, and with all of the last component if those still
    /// know that they were it; but not from damaged data alone.
    [[nodiscard]] bool must_come_back(const World& world, Mask heard) const {
        if (world.primary != 0 || !is_within(world.last, heard)) {
            return false;
        }
        bool any_is_whole = false;
        bool all_know = true;
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (has(world.last, node)) {
                const Kind kind = world.shown[node].kind;
                any_is_whole = any_is_whole || world.shown[node].is_intact();
                all_know = all_know && (kind == Kind::view || kind == Kind::alone);
            }
        }
        return any_is_whole && (all_know || heard == all_);
    }

    /// Every set of nodes whose servers are down hears itself and decides.
    void restart(const World& world) {
        for (Mask heard = 1; heard <= all_; ++heard) {
            if ((heard & world.primary) != 0) {
                continue;
            }
            Set set = world.shown;
            for (std::size_t node = 0; node < nodes_; ++node) {
                if (!has(heard, node)) {
                    set[node] = {};
                }
            }
            const Answer answer = Oracle(set, Policy::all).answer();
            ++checks_;
            if (answer.outcome != Outcome::bootstraps) {
                if (must_come_back(world, heard)) {
                    report(world, set, "L1: all that it takes is here, and the cluster does not come back");
                }
                continue;
            }
            ++bootstraps_;
            if (world.primary != 0) {
                report(world, set, "S1: a node bootstraps beside a running component");
            } else if (!set[answer.winner].is_intact() && has_data_anywhere(world)) {
                report(world, set, "S4: a new history where there is data");
            } else if (set[answer.winner].position < furthest(world, world.last)) {
                report(world, set, "S2: a member of the last component was further");
            } else {
                World next = world;
                form(next, bit(answer.winner));
                add(next);
            }
        }
    }

    void report(const World& world, const Set& set, const char* what) {
        if (++faults_ <= 5) {
            std::cout << "FAULT: " << what << "; the last component was " << to_string(world.last) << "\n"
                      << to_string(set);
        }
    }

    std::size_t nodes_;
    std::size_t last_position_;
    bool has_disk_losses_;
    Mask all_;
    std::vector<World> open_;
    std::unordered_set<std::uint64_t> known_;
    std::uint64_t checks_ = 0;
    std::uint64_t bootstraps_ = 0;
    std::uint64_t faults_ = 0;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

bool compare_all(const Scope& scope) {
    const auto begin = std::chrono::steady_clock::now();
    const Count count = Enumeration(scope).run();
    const double seconds = seconds_since(begin);
    std::cout << scope.name << ": " << count.sets << " sets, " << count.decisions << " decisions, " << count.faults
              << " faults; " << static_cast<std::uint64_t>(static_cast<double>(count.sets) / seconds) << " sets/s, "
              << seconds << " s; elected " << count.outcomes[0] << ", waits " << count.outcomes[1] + count.outcomes[2]
              << " (" << count.waits_that_name_more << " decisions name more nodes than the nearest closure lacks)"
              << ", contradictions " << count.outcomes[3] << ", no whole data " << count.outcomes[4] << std::endl;
    return count.faults == 0 && count.outcomes[0] > 0 && count.outcomes[1] > 0 && count.outcomes[3] > 0;
}

bool explore_worlds(std::size_t nodes, std::size_t last_position, bool has_disk_losses) {
    const auto begin = std::chrono::steady_clock::now();
    Worlds worlds(nodes, last_position, has_disk_losses);
    const std::uint64_t states = worlds.explore();
    std::cout << nodes << " nodes, every world with " << last_position << " commits"
              << (has_disk_losses ? " and with lost disks" : "") << ": " << states << " states, " << worlds.checks()
              << " sets of evidence heard in them, " << worlds.bootstraps() << " bootstraps, " << worlds.faults()
              << " faults; " << seconds_since(begin) << " s" << std::endl;
    return worlds.faults() == 0 && worlds.bootstraps() > 0;
}

} // namespace

int main(int count, char** arguments) {
    try {
        const bool is_short = count == 2 && std::string_view(arguments[1]) == "--short";
        if (count != 1 && !is_short) {
            std::cerr << "usage: evidence-sets [--short]\n";
            return 2;
        }
        bool is_right = true;
        for (const Scope& scope : {
                 Scope{.nodes = 2,
                .positions = 2,
                .has_damaged_views = true,
                .goes_through_stopped = true,
                .name = "2 nodes"},
                 Scope{.nodes = 3,
                 .positions = 3,
                 .has_damaged_views = true,
                 .goes_through_stopped = true,
                 .name = "3 nodes"},
                 Scope{.nodes = 2,
                 .positions = 2,
                 .policy = Policy::majority,
                 .has_damaged_views = true,
                 .goes_through_stopped = true,
                 .name = "2 nodes, majority"},
                 Scope{.nodes = 3,
                 .positions = 2,
                 .policy = Policy::majority,
                 .has_damaged_views = true,
                 .goes_through_stopped = true,
                 .name = "3 nodes, majority"},
                 Scope{.nodes = 4, .name = "4 nodes, equal positions"},
                 Scope{.nodes = 4, .policy = Policy::majority, .name = "4 nodes, majority, equal positions"},
                 Scope{.nodes = 4, .positions = 2, .is_up_to_renaming = true, .name = "4 nodes up to renaming"},
                 Scope{.nodes = 5,
                 .tells_copies_apart = false,
                 .is_up_to_renaming = true,
                 .each_is_furthest_in_turn = true,
                 .name = "5 nodes up to renaming, each the furthest"},
                 Scope{.nodes = 5,
                 .policy = Policy::majority,
                 .tells_copies_apart = false,
                 .is_up_to_renaming = true,
                 .each_is_furthest_in_turn = true,
                 .name = "5 nodes up to renaming, majority, each the furthest"},
                 Scope{.nodes = 5, .is_up_to_renaming = true, .name = "5 nodes up to renaming, equal positions"},
             }) {
            if (!is_short || scope.nodes == 2) {
                is_right = compare_all(scope) && is_right;
            }
        }
        if (is_short) {
            is_right =
                compare_all({.nodes = 3, .has_damaged_views = true, .name = "3 nodes, equal positions"}) && is_right;
            return is_right ? 0 : 1;
        }
        is_right = explore_worlds(3, 3, false) && is_right;
        is_right = explore_worlds(3, 3, true) && is_right;
        is_right = explore_worlds(4, 2, true) && is_right;
        return is_right ? 0 : 1;
    } catch (const std::exception& error) {
        std::cout << "FAULT: " << error.what() << std::endl;
        return 1;
    }
}
