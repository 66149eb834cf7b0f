#include "commands/cluster_view.hpp"

#include "common/error.hpp"
#include "decision/closure.hpp"
#include "decision/evidence_words.hpp"
#include "decision/explanation.hpp"
#include "decision/live_peers.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace galera_initiator {

namespace {

/// The timeline of what a node holds or runs that is written last.
struct Held {
    Uuid history;
    std::optional<Timeline> timeline; ///< none: the history's first

    bool operator==(const Held&) const = default;
};

std::optional<Held> held_by(const NodeSight& node) {
    const auto holding = holding_of(node);
    if (!holding) {
        return std::nullopt;
    }
    const auto later = holding->lineage.value_or(Lineage()).later();
    return Held{holding->history, later.empty() ? std::nullopt : std::optional(later.back())};
}

/// Every timeline once, with a label: histories in the order of the nodes, timelines in the order in which they begin.
std::vector<TimelineView> timelines_of(const Situation& situation) {
    std::vector<Uuid> histories;
    std::vector<Held> all;
    for (const NodeSight& node : situation.nodes) {
        const auto held = held_by(node);
        if (!held) {
            continue;
        }
        if (std::find(histories.begin(), histories.end(), held->history) == histories.end()) {
            histories.push_back(held->history);
        }
        if (std::find(all.begin(), all.end(), *held) == all.end()) {
            all.push_back(*held);
        }
    }
    const auto order = [&](const Held& held) {
        const auto history = std::find(histories.begin(), histories.end(), held.history);
        const std::int64_t begin = held.timeline ? held.timeline->begins_at.value() : -1;
        return std::tuple(history, begin, held.timeline ? held.timeline->id.to_string() : std::string());
    };
    std::sort(all.begin(), all.end(), [&](const Held& left, const Held& right) { return order(left) < order(right); });
    std::vector<TimelineView> views;
    std::map<std::string, int> count;
    for (const Held& held : all) {
        const auto history = std::find(histories.begin(), histories.end(), held.history) - histories.begin();
        const std::string letter(1, static_cast<char>('A' + std::min<std::ptrdiff_t>(history, 25)));
        const int number = ++count[letter];
        views.push_back({number == 1 ? letter : letter + "/" + std::to_string(number), held.history, held.timeline});
    }
    return views;
}

std::optional<std::size_t> timeline_of(const NodeSight& node, const std::vector<TimelineView>& timelines) {
    const auto held = held_by(node);
    const auto found = held ? std::find_if(timelines.begin(), timelines.end(),
                                           [&](const TimelineView& view) {
                                               return Held{view.history, view.timeline} == *held;
                                           })
                            : timelines.end();
    return found == timelines.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - timelines.begin()));
}

std::optional<Seqno> seqno_of(const NodeSight& node) {
    return has_evidence(node) && node.record->evidence->position
               ? std::optional(node.record->evidence->position->seqno())
               : std::nullopt;
}

/// While a server runs in a history nobody but it knows how far it is.
std::optional<std::int64_t> behind(const Situation& situation, std::size_t index) {
    const auto own = seqno_of(situation.nodes[index]);
    if (!own) {
        return std::nullopt;
    }
    const Uuid history = evidence_of(situation, index).position->history();
    Seqno furthest = *own;
    for (const NodeSight& node : situation.nodes) {
        const auto held = held_by(node);
        if (!held || held->history != history) {
            continue;
        }
        const auto seqno = seqno_of(node);
        if (!seqno) {
            return std::nullopt;
        }
        furthest = std::max(furthest, *seqno);
    }
    return furthest.value() - own->value();
}

std::string evidence_text(const NodeSight& node) {
    switch (node.hearing) {
    case Hearing::heard:
        break;
    case Hearing::older_tool:
        return "tells only that it is " + node.older_status;
    case Hearing::no_record:
    case Hearing::alive_but_silent:
    case Hearing::unreachable:
    case Hearing::unresolved:
        return node.detail;
    }
    const Record& record = *node.record;
    std::string text;
    if (record.evidence) {
        const Evidence& evidence = *record.evidence;
        text = evidence.data == DataState::intact ? membership_in_words(evidence) : in_words(evidence);
        text += evidence.data == DataState::intact && !evidence.remark.empty() ? " (" + evidence.remark + ")" : "";
    } else if (record.status == NodeStatus::running || record.status == NodeStatus::non_primary) {
        text = record.history ? (record.lineage ? "" : "its timelines are not known") : "its history is not known yet";
    } else if (record.status == NodeStatus::stopped || record.status == NodeStatus::initiating) {
        text = "its evidence is not known";
    }
    if (record.hold) {
        text += (text.empty() ? "" : "; ") + in_words(*record.hold);
    }
    if (record.failed_starts) {
        text += (text.empty() ? "" : "; ") + in_words(*record.failed_starts);
    }
    if (record.operator_word) {
        text += (text.empty() ? "" : "; ") + ("the operator said " + std::string(word(record.operator_word->kind)));
    }
    return text;
}

Grade grade_of(const NodeSight& node) {
    if (runs(node)) {
        return Grade::well;
    }
    if (has_status(node, NodeStatus::non_primary)) {
        return Grade::critical;
    }
    return tells_its_status(node) ? Grade::warning : Grade::unknown;
}

NodeView node_view(const Situation& situation, std::size_t index, const std::vector<TimelineView>& timelines,
                   const Heard& heard, std::chrono::steady_clock::time_point now) {
    const NodeSight& node = situation.nodes[index];
    NodeView view;
    view.address = node.address.to_string();
    view.is_this_node = index == situation.self;
    view.name = node.record ? node.record->node_name : "";
    view.status = node.hearing == Hearing::heard        ? std::string(status_in_words(node.record->status))
                  : node.hearing == Hearing::older_tool ? "older tool"
                                                        : "not heard";
    view.is_heard = tells_its_status(node);
    view.grade = grade_of(node);
    view.evidence = evidence_text(node);
    view.timeline = timeline_of(node, timelines);
    view.seqno = seqno_of(node);
    view.behind = behind(situation, index);
    view.failed_starts = node.record ? node.record->failed_starts : std::nullopt;
    view.hold = node.record ? node.record->hold : std::nullopt;
    if (heard.at) {
        view.heard_ago = std::chrono::duration_cast<std::chrono::milliseconds>(now - *heard.at);
        view.answered_in = heard.answered_in;
    }
    return view;
}

/// Does the other one run another history, or one that somebody has bootstrapped beside this one's component? Who
/// joins, or merges, takes over the timelines of whom it comes to within moments.
bool runs_apart(const Record& own, const Record& other) {
    if (own.history && other.history && *own.history != *other.history) {
        return true;
    }
    const auto newest = [](const Record& record) {
        return record.lineage && !record.lineage->later().empty() ? std::optional(record.lineage->later().back().id)
                                                                  : std::nullopt;
    };
    return newest(own) && newest(other) && newest(own) != newest(other);
}

/// Peers whose server runs, parted by whether it runs in another cluster than this node's.
struct RunningPeers {
    Indices together;
    Indices strangers;
};

RunningPeers running_peers(const Situation& situation) {
    const Record& own = *situation.nodes[situation.self].record;
    RunningPeers running;
    for (const std::size_t index : peers(situation, [](const NodeSight& node) { return runs(node) && node.record; })) {
        const bool is_apart = runs_apart(own, *situation.nodes[index].record);
        (is_apart ? running.strangers : running.together).insert(index);
    }
    return running;
}

Grade grade_of(const PresentCluster& present, const ClusterView& view) {
    const Situation& situation = present.situation;
    if (!present.own_status_is_known || present.answers.empty()) {
        return Grade::unknown;
    }
    if (view.verdict && view.verdict->reason == Reason::held) {
        return Grade::warning; // a person means it
    }
    if (view.verdict) {
        return view.is_being_started && view.verdict->action != Action::refuse ? Grade::warning : Grade::critical;
    }
    switch (situation.nodes[situation.self].record->status) {
    case NodeStatus::running: {
        const bool are_well = std::all_of(view.nodes.begin(), view.nodes.end(),
                                          [](const NodeView& node) { return node.grade == Grade::well; });
        if (!running_peers(situation).strangers.empty()) {
            return Grade::critical;
        }
        return are_well && situation.own_record_is_served ? Grade::well : Grade::warning;
    }
    case NodeStatus::non_primary:
        return Grade::critical;
    case NodeStatus::recovering:
    case NodeStatus::joining:
    case NodeStatus::bootstrapping:
    case NodeStatus::stopping:
        return Grade::warning;
    case NodeStatus::stopped:
    case NodeStatus::initiating:
        break;
    }
    return Grade::unknown; // its evidence is not known
}

/// For a node whose server is up.
void conclude_running(const Situation& situation, const std::string& unit, bool is_unserved, ClusterView& view) {
    const auto [together, strangers] = running_peers(situation);
    view.conclusion =
        "This node runs" + (together.empty() ? "" : ", together with " + names_of(situation, together)) + ".";
    if (!strangers.empty()) {
        view.next_step = "Two clusters run. The other one, of another history or bootstrapped beside this one's: " +
                         names_of(situation, strangers) + ". " + way_out_of_two_clusters();
        return;
    }
    const Indices stopped =
        peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::stopped) && !is_held(node); });
    const Indices held = peers(situation, is_held);
    const Indices unheard = peers(
        situation, [](const NodeSight& node) { return is_away(node) || node.hearing == Hearing::alive_but_silent; });
    const Indices unclear = peers(situation, [](const NodeSight& node) { return node.hearing == Hearing::no_record; });
    if (!stopped.empty()) {
        view.next_step += "To let it join, run 'systemctl start " + unit + "' on " + names_of(situation, stopped) + ".";
    }
    for (const std::size_t node : held) {
        view.next_step += (view.next_step.empty() ? "" : " ") + name_of(situation.nodes[node]) + " is " +
                          in_words(*situation.nodes[node].record->hold) +
                          ". When that work is done, run 'galera_init release' and 'systemctl start " + unit +
                          "' there.";
    }
    if (!unheard.empty() && view.notes.empty()) {
        view.next_step += (view.next_step.empty() ? "" : " ") + ("Not heard: " + names_of(situation, unheard)) +
                          ". See that the machine and its snmpd run.";
    }
    if (const Indices lost = non_primary_peers(situation); !lost.empty()) {
        view.next_step += (view.next_step.empty() ? "" : " ") + names_of(situation, lost) +
                          " runs without a primary component: see the network between the servers.";
    }
    if (!unclear.empty()) {
        view.next_step += (view.next_step.empty() ? "" : " ") +
                          ("Mend what keeps " + names_of(situation, unclear) + " from telling how it is.");
    }
    if (is_unserved) {
        view.next_step += (view.next_step.empty() ? "" : " ") +
                          std::string("Let the others hear this node before the next outage, after which they would "
                                      "wait for it: 'systemctl status snmpd' here, and the notes.");
    }
    if (view.next_step.empty()) {
        view.next_step = "Nothing is to be done.";
    }
}

/// For a node whose server is up, and has lost its primary component.
void conclude_non_primary(const Situation& situation, ClusterView& view) {
    view.conclusion = "This node's server is up, but has lost its primary component: it serves nobody.";
    const Indices running = peers(situation, runs);
    const Indices unheard = peers(situation, is_away);
    const Indices silent = peers(situation, may_run_untold);
    if (!running.empty()) {
        view.next_step = names_of(situation, running) + " runs in one: see the network between the servers.";
    } else if (!silent.empty()) {
        view.next_step = names_of(situation, silent) +
                         " may run in one, and does not tell: this server waits for that. Mend its SNMP agent.";
    } else if (!unheard.empty()) {
        view.next_step =
            "Not heard: " + names_of(situation, unheard) +
            ". See that the machine and its snmpd run; this node goes on by itself once a peer waits for it.";
    } else {
        view.next_step = "Nothing is to be done: within half a minute it decides again, with the others.";
    }
}

void conclude_start(const Situation& seen, const std::string& unit, ClusterView& view) {
    const Verdict verdict = verdict_of_a_start(seen);
    view.verdict = verdict;
    for (const Concern& concern : verdict.concerns) {
        const std::string address = seen.nodes[concern.node].address.to_string();
        if (std::find(view.awaited.begin(), view.awaited.end(), address) == view.awaited.end()) {
            view.awaited.push_back(address);
        }
    }
    if (verdict.reason != Reason::held) {
        view.prospects = prospects(seen);
    }
    const std::string summary = summarise(seen, verdict) + ".";
    const bool is_as_it_is = view.is_being_started || verdict.reason == Reason::held;
    view.conclusion = is_as_it_is ? summary : "If it is started now: " + summary;
    view.next_step = ways_on(seen, verdict);
    if (!view.is_being_started && verdict.action != Action::refuse) {
        view.next_step += (view.next_step.empty() ? "" : " ") + ("To start it, run 'systemctl start " + unit + "'.");
    } else if (view.next_step.empty()) {
        const std::string more = remedy_if_it_lasts(seen, verdict);
        view.next_step = "Nothing is to be done: it goes on by itself." + (more.empty() ? "" : " " + more);
    }
}

std::size_t count_if(const std::vector<NodeView>& nodes, bool (*is_wanted)(const NodeView& node)) {
    return static_cast<std::size_t>(std::count_if(nodes.begin(), nodes.end(), is_wanted));
}

} // namespace

std::size_t ClusterView::count_heard() const {
    return count_if(nodes, [](const NodeView& node) { return node.is_heard; });
}

std::size_t ClusterView::count_running() const {
    return count_if(nodes, [](const NodeView& node) { return node.grade == Grade::well; });
}

const NodeView& ClusterView::own_node() const {
    const auto own = std::find_if(nodes.begin(), nodes.end(), [](const NodeView& node) { return node.is_this_node; });
    if (own == nodes.end()) {
        throw Error("one of the nodes needs to be this one");
    }
    return *own;
}

ClusterView view_of(const PresentCluster& present, const std::vector<Heard>& heard,
                    std::chrono::steady_clock::time_point now) {
    const Situation& situation = present.situation;
    if (heard.size() != situation.nodes.size()) {
        throw Error("every node needs to have been heard or not");
    }
    ClusterView view;
    view.cluster_name = present.cluster_name;
    view.unit = present.unit;
    view.notes = present.notes;
    view.timelines = timelines_of(situation);
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        view.nodes.push_back(node_view(situation, index, view.timelines, heard[index], now));
    }
    const NodeSight& own = situation.nodes[situation.self];
    const bool is_unserved = !present.answers.empty() && !situation.own_record_is_served;
    const NodeStatus status = own.record->status;
    view.is_being_started = status == NodeStatus::initiating;
    view.waited = present.waited;
    const auto seen = present.as_seen_by_a_start();
    if (seen && !present.answers.empty()) {
        conclude_start(*seen, present.unit, view);
    } else if (status == NodeStatus::running) {
        conclude_running(situation, present.unit, is_unserved, view);
    } else if (status == NodeStatus::non_primary) {
        conclude_non_primary(situation, view);
    } else if (status == NodeStatus::joining || status == NodeStatus::bootstrapping) {
        view.conclusion = status == NodeStatus::joining ? "This node's server starts, to join."
                                                        : "This node's server starts, as the first of the cluster.";
        view.next_step = "Nothing is to be done: 'journalctl -u " + present.unit + "' shows what it does.";
    } else if (status == NodeStatus::recovering) {
        view.conclusion = "This node recovers its position from its data.";
        view.next_step = "Nothing is to be done: it goes on by itself, and takes as long as the data needs.";
    } else if (status == NodeStatus::stopping && present.own_status_is_known) {
        view.conclusion = "This node's server stops.";
        view.next_step = "Nothing is to be done.";
    } else {
        view.conclusion = "What this node would do cannot be told.";
        view.next_step = "See the notes on what could not be seen.";
    }
    if (is_unserved) {
        view.notes.push_back("The other nodes cannot hear this one: " + situation.own_service_detail + ".");
    }
    if (!present.own_status_is_known) {
        view.nodes[situation.self].status = "not known";
        view.nodes[situation.self].grade = Grade::unknown;
    }
    view.grade = grade_of(present, view);
    return view;
}

} // namespace galera_initiator
