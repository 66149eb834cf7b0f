#include "commands/present_cluster.hpp"

#include "common/error.hpp"
#include "common/lists.hpp"
#include "deciding/sighting.hpp"
#include "decision/assumptions.hpp"
#include "decision/bound_choice.hpp"
#include "evidence/node_memory.hpp"
#include "node/live_node.hpp"
#include "node/own_node.hpp"

#include <chrono>
#include <utility>

#include <unistd.h>

namespace galera_initiator {

namespace {

/// As await_own_node(), for a person who must not be kept waiting.
OwnNode own_node_now(const StepContext& context, const NodeSettings& settings, const ClusterAddress& address) {
    OwnNode found = context.machine.configuration.own_node(settings, address);
    if (!found.index) {
        throw ConfigurationError("it is not known which node of the cluster address this machine is, for no address is "
                                 "known of " +
                                 listed(found.unresolved) + ": see that DNS or /etc/hosts knows it");
    }
    return found;
}

std::chrono::milliseconds time_since(std::chrono::microseconds monotonic, Clock& clock) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch() - monotonic);
}

} // namespace

PresentClusterObserver::PresentClusterObserver(const StepContext& context, const NodeSettings& settings,
                                               std::vector<NodeAddress> nodes, const OwnNode& own, Ears ears)
    : context_(context), settings_(settings), nodes_(std::move(nodes)), self_(own.index.value()),
      agents_(agents_of(nodes_, own)), ears_(std::move(ears)) {}

PresentClusterObserver PresentClusterObserver::open(const StepContext& context, const NodeSettings& settings,
                                                    Deafness deafness) {
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    Ears ears;
    try {
        ears.gatherer = context.machine.peers(settings.own.snmp);
    } catch (const ConfigurationError& error) {
        if (deafness == Deafness::refused || ::geteuid() == 0) {
            throw;
        }
        ears.why_deaf = error.what();
    }
    context.machine.process.stop_being_root();
    const OwnNode own = own_node_now(context, settings, address);
    return {context, settings, address.nodes(), own, std::move(ears)};
}

PresentClusterObserver PresentClusterObserver::open_deaf(const StepContext& context, const NodeSettings& settings,
                                                         const std::string& why) {
    context.machine.process.stop_being_root();
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    return {context, settings, address.nodes(), own_node_now(context, settings, address), {nullptr, why}};
}

PresentCluster PresentClusterObserver::look() {
    PresentCluster present;
    present.cluster_name = settings_.server.cluster_name;
    present.settings = print_of_settings(nodes_, settings_.own.policies);
    present.unit = context_.unit;
    // What is not told is not taken for anything: a server on its way, without evidence.
    Record own = blank_record(context_, settings_, NodeStatus::stopping);
    LiveNode node;
    std::optional<NodeStatus> status;
    try {
        node = examine_node(context_.machine.files, context_.places, context_.machine.units, context_.unit);
        status = node.status();
        own = node.record();
    } catch (const Error& error) {
        present.notes.push_back(std::string("This node's own record is not known: ") + error.what() + ".");
    }
    if (ears_.gatherer) {
        present.answers = ears_.gatherer->gather(agents_);
    } else {
        present.notes.push_back("The other nodes were not asked: " + ears_.why_deaf + ".");
    }
    std::vector<PeerAnswer> heard = present.answers;
    heard.resize(nodes_.size());
    Situation& situation = present.situation;
    situation = situation_of(nodes_, self_, heard, own, agents_[self_].host());
    situation.unit = unit_for_people(context_.unit);
    situation.policies = settings_.own.policies;
    situation.nodes[self_].record->status = status.value_or(NodeStatus::stopping);
    present.own_status_is_known = status.has_value();
    if (status == NodeStatus::initiating) {
        present.waited = time_since(node.server.start_began, context_.machine.clock);
    }
    situation.majority_is_due = present.waited >= settings_.own.majority_after;
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
            own.record->operator_word = load_operator_word(context_.machine.files, context_.places);
        }
        if (is_for_next_start || own.record->status == NodeStatus::initiating) {
            own.record->hold = load_hold(context_.machine.files, context_.places);
        }
        if (!is_majority || !(is_for_next_start || own.record->choice)) {
            return;
        }
        const NodeMemoryFile memory(context_.machine.files, context_.places.state_folder());
        if (const auto remembered = memory.load().choice) {
            present.situation.choice = placed_choice(present.situation.nodes, self_, *remembered);
        }
    } catch (const SystemError& error) {
        present.notes.push_back(std::string("Not everything that the next start will know could be read: ") +
                                error.what() + ".");
    }
}

} // namespace galera_initiator
