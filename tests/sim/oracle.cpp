// What must never happen, judged by what only the world knows.

#include "decision/assumptions.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>

namespace galera_initiator::sim {

namespace {

/// Had this start heard that node's evidence when it decided?
bool has_heard(const Start& start, std::size_t peer) {
    const auto& record = start.answers.at(peer).record;
    return record && record->evidence;
}

} // namespace

int World::last_component(int branch) const {
    for (auto component = components_.size(); component > 0; --component) {
        if (components_[component - 1].branch == branch && components_[component - 1].data_members != 0) {
            return static_cast<int>(component - 1);
        }
    }
    return -1;
}

int World::last_surviving_component(int branch) const {
    for (auto component = components_.size(); component > 0; --component) {
        const int index = static_cast<int>(component - 1);
        if (components_[component - 1].branch != branch) {
            continue;
        }
        bool survives = surviving(index) != 0;
        for (std::size_t node = 0; node < node_count(); ++node) {
            survives = survives || held_unmounted(node, index) != 0;
        }
        if (survives) {
            return index;
        }
    }
    return -1;
}

/// Was that other one put back when it had answered this node's start?
bool World::is_put_back_since(std::size_t node, std::size_t other) const {
    return node < node_count() && other < nodes_[node].start.answers.size() &&
           nodes_[node].start.answers[other].is_put_back_since;
}

/// Was a disk by which this node's start went (its own; with a majority that of any that it heard) put back with all
/// that it remembers, and that other one not heard, which alone could tell?
bool World::is_put_back_unheard(std::size_t node, std::size_t other) const {
    if (node >= node_count()) {
        return false;
    }
    const Start& start = nodes_[node].start;
    bool goes_by_put_back = nodes_[node].disk.is_put_back;
    if (start.verdict.reason == Reason::majority_position) {
        for (std::size_t voter = 0; voter < node_count(); ++voter) {
            goes_by_put_back = goes_by_put_back || (nodes_[voter].disk.is_put_back && has_heard(start, voter));
        }
    }
    return goes_by_put_back && !has_heard(start, other);
}

Nodes World::surviving(int component) const {
    Nodes nodes = 0;
    for (std::size_t node = 0; node < node_count(); ++node) {
        const Disk& disk = nodes_[node].disk;
        if (has(components_[static_cast<std::size_t>(component)].data_members, node) &&
            disk.last_component == component && disk.is_whole && !disk.is_given_up && held(node) != 0) {
            nodes |= only(node);
        }
    }
    return nodes;
}

bool World::shows_whole_data(std::size_t node) const {
    const Disk& disk = nodes_[node].disk;
    const bool has_history = disk.saved_file == File::whole && !disk.saved_history.is_nil();
    // Where no view could be written, who crashed amid DDL looks like who was found inconsistent.
    const bool shows_crash = disk.view_file != File::missing || !disk.has_unfinished_view;
    return has_history || (!set_out_to_join(disk.memory) && shows_crash);
}

Log World::held_unmounted(std::size_t node, int component) const {
    const auto& folder = nodes_[node].unmounted;
    return folder && folder->last_component == component && folder->is_whole && !folder->is_given_up ? folder->durable
                                                                                                     : 0;
}

void World::check_components() {
    std::array<int, 64> primary_of_branch{};
    primary_of_branch.fill(-1);
    for (std::size_t index = 0; index < groups_.size(); ++index) {
        if (!groups_[index].is_primary) {
            continue;
        }
        const int branch = components_[static_cast<std::size_t>(groups_[index].component)].branch;
        int& other = primary_of_branch.at(static_cast<std::size_t>(branch) % primary_of_branch.size());
        if (other >= 0) {
            violate("S1",
                    "two primary components at a time: " + names(groups_[static_cast<std::size_t>(other)].members) +
                        ", and " + names(groups_[index].members));
        }
        other = static_cast<int>(index);
    }
}

bool World::is_exempt(Exemption exemption, bool is_the_case) const {
    if (!is_the_case) {
        return false;
    }
    ++exempted.at(static_cast<std::size_t>(exemption));
    const bool belongs_to_the_invariant = exemption == Exemption::nothing_survived ||
                                          exemption == Exemption::not_remembered ||
                                          exemption == Exemption::not_by_itself;
    return belongs_to_the_invariant || grants_exemptions;
}

std::vector<std::string> World::circumstances() const {
    std::vector<std::string> found;
    const auto add = [&](const char* mark, bool is_the_case) {
        if (is_the_case) {
            found.emplace_back(mark);
        }
    };
    const auto some = [&](auto is_the_case) { return std::any_of(nodes_.begin(), nodes_.end(), is_the_case); };
    add("majority", setup_->policies.wait_for == Policies::WaitFor::majority);
    add("arbitrator", setup_->policies.arbitrators > 0);
    add("servers-cannot-tell", !setup_->abilities.servers_tell_state);
    add("words", words_were_spoken);
    add("branches", branches_ > 1);
    add("by-hand", has_run_by_hand);
    add("by-hand-beside-a-start", has_run_by_hand_beside_start);
    add("ddl", has_run_ddl);
    add("put-back", has_put_back);
    add("copied-without-lineage", has_copied_without_lineage);
    add("put-back-unfollowed", has_put_back_unfollowed);
    add("left-unheard", has_left_unheard);
    add("formed-without-data", has_formed_without_data);
    add("unmounted", has_unmounted);
    add("came-to-later-start", has_come_to_later_start);
    add("first-bootstrap-hidden", has_hidden_first_bootstrap);
    add("torn-view", some([](const Node& node) { return node.disk.has_lost_view; }));
    add("inconsistent-holds-more", some([&](const Node& one) {
            return one.disk.is_given_up && one.disk.is_whole && one.disk.durable != 0 && !some([&](const Node& other) {
                       return &other != &one && ledger_.contains(other.disk.durable, one.disk.durable);
                   });
        }));
    // Nobody has that identity any more, so nobody can tell what became of the component that it was in.
    add("set-out-for-a-lost-disk", some([&](const Node& one) {
            const auto joined = one.disk.memory.joined_last();
            return joined &&
                   !some([&](const Node& other) { return names_member(other.disk.memory.identities, *joined); });
        }));
    add("forgotten", some([](const Node& node) { return node.disk.has_forgotten; }));
    add("left-start-together", has_left_start_together);
    add("choice", some([](const Node& node) { return node.disk.memory.choice.has_value(); }));
    return found;
}

/// Whom the words that count in this situation name lost, and who gives up what it holds.
Nodes World::given_up_by_word(const Situation& situation) const {
    Nodes given_up = 0;
    for (std::size_t speaker = 0; speaker < node_count(); ++speaker) {
        const auto& record = situation.nodes[speaker].record;
        if (!record || !record->operator_word || !record->evidence) {
            continue;
        }
        const Override& spoken = *record->operator_word;
        if (spoken.evidence != print_for_word(situation, speaker, spoken.kind)) {
            continue;
        }
        given_up |= spoken.kind == Override::Kind::discard_data ? only(speaker) : 0;
        for (std::size_t other = 0; other < node_count(); ++other) {
            const bool is_named =
                std::find(spoken.lost.begin(), spoken.lost.end(), setup_->addresses[other]) != spoken.lost.end();
            given_up |= is_named ? only(other) : 0;
        }
    }
    return given_up;
}

/// Is one of those that a person has named lost up, or does it hold what this node lacks, or what began after this
/// node's last component? Then it may go on from there, and cannot know of the word.
bool World::is_misled(std::size_t node, Nodes given_up) const {
    const Disk& own = nodes_[node].disk;
    const auto holds_more = [&](const Disk& disk, Log log) {
        return log != 0 && disk.is_whole && !disk.is_given_up &&
               (disk.last_component > own.last_component || !ledger_.contains(own.durable, log));
    };
    for (std::size_t other = 0; other < node_count(); ++other) {
        const Node& named = nodes_[other];
        const bool hides_more = named.unmounted && holds_more(*named.unmounted, named.unmounted->durable);
        if (has(given_up, other) && other != node &&
            (named.phase != Phase::off || holds_more(named.disk, held(other)) || hides_more)) {
            return true;
        }
    }
    return false;
}

/// Did this node's start go by more than half of the members of a component, or of a view that only some of the next
/// one wrote down before all of it crashed, and was the other one not heard?
bool World::is_given_up_by_majority(std::size_t node, std::size_t other, int component) const {
    if (setup_->policies.wait_for == Policies::WaitFor::all || counts_what_a_majority_gives_up ||
        node >= node_count()) {
        return false;
    }
    const Start& start = nodes_[node].start;
    const auto is_of_majority = [&](int view) {
        const Nodes members = components_[static_cast<std::size_t>(view)].members;
        // A majority of those that had been given nothing knows nothing.
        const Nodes with_data = view == component ? components_[static_cast<std::size_t>(view)].data_members : members;
        std::size_t heard = 0;
        for (std::size_t member = 0; member < node_count(); ++member) {
            const bool crashed_there = view == component || nodes_[member].disk.view_component == view;
            heard += has(with_data, member) && crashed_there && has_heard(start, member) ? 1 : 0;
        }
        return 2 * heard > count(members);
    };
    bool went_by_majority = is_of_majority(component);
    for (int view = component + 1; view < static_cast<int>(components_.size()); ++view) {
        const Component& later = components_[static_cast<std::size_t>(view)];
        const bool is_only_a_view =
            later.data_members == 0 && later.branch == components_[static_cast<std::size_t>(component)].branch;
        went_by_majority = went_by_majority || (is_only_a_view && is_of_majority(view));
    }
    return start.verdict.reason == Reason::majority_position && !has_heard(start, other) && went_by_majority;
}

/// With fresh = first: has that other one told this node nothing of data?
bool World::is_vouched_for(std::size_t node, std::size_t other) const {
    const auto& record = nodes_[node].start.answers.at(other).record;
    const bool tells_data = record && (!record->evidence || record->evidence->has_history());
    return setup_->policies.fresh == Policies::Fresh::first && !tells_data;
}

void World::check_start_of_component(std::size_t node, int branch, Log chosen, bool is_new_history, Nodes given_up) {
    if (is_new_history) {
        for (std::size_t other = 0; other < node_count(); ++other) {
            const Disk& disk = nodes_[other].disk;
            if (held(other) != 0 && disk.is_whole && !disk.is_given_up &&
                !is_exempt(Exemption::given_up_by_word, has(given_up, other)) &&
                !is_exempt(Exemption::vouched_for, is_vouched_for(node, other)) &&
                !is_exempt(Exemption::put_back_since, is_put_back_since(node, other))) {
                violate("S4", name(node) + " makes a new history although " + name(other) + " holds data at " +
                                  std::to_string(ledger_.seqno(held(other))));
                return;
            }
        }
        return;
    }
    if (node < node_count() && (!nodes_[node].disk.is_whole || nodes_[node].disk.is_given_up)) {
        violate("S2", name(node) + " bootstraps from data that is not whole");
        return;
    }
    // Where every disk of the last one is lost, or was put back, it is the one before it that disks still hold.
    const int last = last_surviving_component(branch);
    if (last < 0) {
        return;
    }
    const Nodes survivors = surviving(last);
    for (std::size_t other = 0; other < node_count(); ++other) {
        const Log unmounted = held_unmounted(other, last);
        if (unmounted != 0 && !ledger_.contains(chosen, unmounted) &&
            !is_exempt(Exemption::given_up_by_word, has(given_up, other)) &&
            !is_exempt(Exemption::given_up_by_majority, is_given_up_by_majority(node, other, last))) {
            violate("S2", "a component starts from " + std::to_string(ledger_.seqno(chosen)) + ", but " + name(other) +
                              "'s disk, which is not mounted, was in the last one and holds " +
                              std::to_string(ledger_.seqno(unmounted)));
            return;
        }
    }
    for (std::size_t other = 0; other < node_count(); ++other) {
        if (has(survivors, other) && !ledger_.contains(chosen, held(other)) &&
            !is_exempt(Exemption::given_up_by_word, has(given_up, other)) &&
            !is_exempt(Exemption::given_up_by_majority, is_given_up_by_majority(node, other, last)) &&
            !is_exempt(Exemption::put_back_unheard, is_put_back_unheard(node, other)) &&
            !is_exempt(Exemption::put_back_since, is_put_back_since(node, other))) {
            violate("S2",
                    std::string(node < node_count() ? "a component starts" : "a component is re-formed") + " from " +
                        std::to_string(ledger_.seqno(chosen)) + ", but " + name(other) +
                        " was in the last one and holds " + std::to_string(ledger_.seqno(held(other))) +
                        (ledger_.seqno(chosen) >= ledger_.seqno(held(other)) ? " of another lineage" : ""),
                    node < node_count() ? marks_of_lineage(node) : std::vector<std::string>());
            return;
        }
    }
}

/// The mark of a node that takes what it holds for part of what it, or whom it set out to join, was to come to.
std::vector<std::string> World::marks_of_lineage(std::size_t node) const {
    const auto joined = nodes_[node].disk.memory.joined_last();
    for (std::size_t other = 0; other < node_count(); ++other) {
        const bool is_concerned = other == node || (joined && nodes_[other].server.identity.same_member(*joined));
        if (is_concerned && nodes_[other].disk.was_led_elsewhere) {
            return {"led-elsewhere"};
        }
    }
    const Disk& disk = nodes_[node].disk;
    return disk.is_folder_of_before_join ? std::vector<std::string>{"folder-of-before-join"}
                                         : std::vector<std::string>();
}

/// The same, and the marks of a server that has merged by itself, or comes to one that has merged with what goes on
/// from other data.
std::vector<std::string> World::marks_of_join(std::size_t node) const {
    std::vector<std::string> marks = marks_of_lineage(node);
    if (nodes_[node].server.has_merged) {
        marks.emplace_back("merges-by-itself");
    }
    for (std::size_t other = 0; other < node_count(); ++other) {
        if (other != node && component_of(node) >= 0 && component_of(other) == component_of(node) &&
            nodes_[other].server.has_changed_branch) {
            marks.emplace_back("branch-changed");
            break;
        }
    }
    return marks;
}

void World::check_replacement(std::size_t node, Log by, const char* how) {
    const Disk& disk = nodes_[node].disk;
    const Log own = held(node);
    if (own != 0 && disk.is_whole && !disk.is_given_up && !ledger_.contains(by, own)) {
        violate("S3",
                name(node) + "'s data at " + std::to_string(ledger_.seqno(own)) + " is " + how + " from " +
                    std::to_string(ledger_.seqno(by)) + ", which does not contain it",
                marks_of_join(node));
    }
}

void World::check_join(std::size_t node, Log by, bool is_astray, const char* how) {
    const Log own = held(node);
    const bool matters = own != 0 && !ledger_.contains(by, own);
    if (!is_exempt(Exemption::joined_by_hand, matters && nodes_[node].server.is_by_hand) &&
        !is_exempt(Exemption::led_astray, matters && is_astray && !nodes_[node].server.is_by_hand)) {
        check_replacement(node, by, how);
    }
}

void World::check_same_winner(const Situation& situation, const Verdict& verdict) {
    // Who follows a leader does what was agreed on before, and elects nobody.
    const auto follows = [](const Verdict& one) { return one.action == Action::restore && one.history_of; };
    if (is_exempt(Exemption::asked_by_operator, situation.operator_asks_for_bootstrap) || follows(verdict)) {
        return;
    }
    Situation seen_by_other = situation;
    seen_by_other.choice.reset();
    for (std::size_t other = 0; other < node_count(); ++other) {
        const NodeSight& sight = situation.nodes[other];
        if (other == situation.self || sight.hearing != Hearing::heard ||
            sight.record->status != NodeStatus::initiating || sight.record->settings.empty()) {
            continue; // one that has been started and has not published for this start yet does not decide either
        }
        seen_by_other.self = other;
        const Verdict its = setup_->rule.decide(seen_by_other);
        if (its.winner != verdict.winner && !follows(its) && verdict.action != Action::refuse &&
            its.action != Action::refuse) {
            violate("S5", "on the same evidence " + name(situation.self) + " would let " +
                              (verdict.winner ? name(*verdict.winner) : "nobody") + " bootstrap (" +
                              std::string(word(verdict.reason)) + "), and " + name(other) + " " +
                              (its.winner ? name(*its.winner) : "nobody") + " (" + std::string(word(its.reason)) + ")");
            return;
        }
    }
}

} // namespace galera_initiator::sim
