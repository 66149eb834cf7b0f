#include "initiation/present_cluster.hpp"

#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "evidence/node_memory.hpp"
#include "initiation/live_node.hpp"
#include "initiation/own_node.hpp"
#include "initiation/sighting.hpp"

#include <algorithm>

#include <unistd.h>

namespace galera_initiator {

namespace {

/// As own_index(), for a person who must not be kept waiting.
std::size_t own_index_now(const NodeSettings& settings, const ClusterAddress& address) {
    const OwnNode found = find_own_node(
        address.nodes(), own_names(settings.server.node_name, settings.server.node_address), addresses_of);
    if (found.index) {
        return *found.index;
    }
    std::string message = "this machine is none of the nodes in the cluster address " + address.to_string();
    if (found.unresolved.empty()) {
        throw ConfigurationError(message + ": add its address there, or set wsrep_node_address to the one that stands "
                                           "there");
    }
    message += " whose addresses are known; no address is known of";
    for (const std::string& name : found.unresolved) {
        message += " " + name;
    }
    throw ConfigurationError(message + ": see that DNS or /etc/hosts knows it");
}

} // namespace

std::optional<Situation> PresentCluster::as_seen_by_a_start() const {
    if (!has_evidence(situation.nodes[situation.self])) {
        return std::nullopt;
    }
    Situation seen = situation;
    Record& own = *seen.nodes[seen.self].record;
    own.status = NodeStatus::initiating;
    own.settings = settings;
    if (kept_choice) {
        own.choice = kept_choice;
    }
    return seen;
}

PresentClusterObserver::PresentClusterObserver(const StepContext& context, const NodeSettings& settings,
                                               UnitStates& units, bool may_be_deaf)
    : context_(context), settings_(settings), units_(units) {
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    nodes_ = address.nodes();
    self_ = own_index_now(settings, address);
    try {
        gatherer_ = std::make_unique<SnmpGatherer>(settings.own.snmp);
    } catch (const ConfigurationError& error) {
        if (!may_be_deaf || ::geteuid() == 0) {
            throw;
        }
        not_asked_ = error.what();
    }
    stop_being_root(context.places);
}

PresentCluster PresentClusterObserver::look() {
    PresentCluster present;
    present.cluster_name = settings_.server.cluster_name;
    present.settings = print_of_settings(nodes_, settings_.own.policies);
    present.unit = context_.unit;
    // What is not told is not taken for anything: a server on its way, without evidence.
    Record own = blank_record(context_, settings_, NodeStatus::stopping);
    std::optional<NodeStatus> status;
    try {
        const LiveNode node = examine_node(context_.places, units_);
        status = node.status();
        own = node.record();
    } catch (const Error& error) {
        present.notes.push_back(std::string("This node's own record is not known: ") + error.what() + ".");
    }
    if (gatherer_) {
        present.answers = gatherer_->gather(nodes_);
    } else {
        present.notes.push_back("The other nodes were not asked: " + not_asked_ + ".");
    }
    std::vector<PeerAnswer> heard = present.answers;
    heard.resize(nodes_.size());
    present.situation = situation_of(nodes_, self_, heard, own);
    present.situation.policies = settings_.own.policies;
    present.situation.nodes[self_].record->status = status.value_or(NodeStatus::stopping);
    take_memory(present);
    return present;
}

void PresentClusterObserver::take_memory(PresentCluster& present) const {
    NodeSight& own = present.situation.nodes[present.situation.self];
    const bool is_for_next_start = own.record->status == NodeStatus::stopped;
    const bool is_majority = present.situation.policies.wait_for == Policies::WaitFor::majority;
    // A start that waits has published its word and its choice; what only the next one will take up is in files that
    // not everybody may read.
    try {
        if (is_for_next_start) {
            own.record->operator_word = load_operator_word(context_.places);
        }
        if (!is_majority || !(is_for_next_start || own.record->choice)) {
            return;
        }
        const auto choice = NodeMemoryFile(context_.places.state_folder()).load().choice;
        const auto owner = choice ? std::find(nodes_.begin(), nodes_.end(), choice->owner) : nodes_.end();
        if (owner != nodes_.end()) {
            present.situation.choice_owner = static_cast<std::size_t>(owner - nodes_.begin());
            present.situation.choice_owner_evidence = choice->owner_evidence;
            present.kept_choice = choice->claim;
        }
    } catch (const SystemError& error) {
        present.notes.push_back(std::string("Not everything that the next start will know could be read: ") +
                                error.what() + ".");
    }
}

} // namespace galera_initiator
