#include "initiation/handed_decision.hpp"

#include "common/error.hpp"

namespace galera_initiator {

namespace {

std::string_view word_of(HandedDecision decision) {
    switch (decision) {
    case HandedDecision::join:
        return "join";
    case HandedDecision::bootstrap:
        return "bootstrap";
    case HandedDecision::plain:
        return "plain";
    }
    throw Error("no such decision");
}

} // namespace

std::string to_text(HandedDecision decision, std::string_view invocation) {
    return std::string(word_of(decision)) + " " + std::string(invocation) + "\n";
}

std::optional<HandedDecision> parse_handed_decision(std::string_view text, std::string_view invocation) {
    for (const HandedDecision decision : {HandedDecision::join, HandedDecision::bootstrap, HandedDecision::plain}) {
        if (!invocation.empty() && text == to_text(decision, invocation)) {
            return decision;
        }
    }
    return std::nullopt;
}

std::string environment_for(HandedDecision decision, const std::optional<ClusterAddress>& address) {
    const std::string head = "# Written by galera_init for one start of the server.\n";
    if (decision == HandedDecision::plain) {
        return head + "_WSREP_NEW_CLUSTER=\n";
    }
    if (!address || address->is_bare()) {
        throw ConfigurationError("the cluster address names no nodes");
    }
    return head + "_WSREP_NEW_CLUSTER='--wsrep-cluster-address=" + address->to_string() +
           (decision == HandedDecision::bootstrap ? " --wsrep-new-cluster" : "") + "'\n";
}

} // namespace galera_initiator
