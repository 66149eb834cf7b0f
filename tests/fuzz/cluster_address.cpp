// The server's wsrep_cluster_address, and the environment file that root makes of it for the server's start.

#include "common/node_address.hpp"

#include "addresses.hpp"
#include "node/handed_decision.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

constexpr std::string_view head = "# Written by galera_init for one start of the server.\n";

std::string environment(std::string_view value) {
    return std::string(head) + "_WSREP_NEW_CLUSTER=" + std::string(value) + "\n";
}

void run(std::string_view text) {
    if (const auto node = accepted(text, [&] { return NodeAddress::parse(text); })) {
        require_safe(*node);
    }
    const auto address = accepted(text, [&] { return ClusterAddress::parse(text); });
    if (!address) {
        return;
    }
    for (const NodeAddress& node : address->nodes()) {
        require_safe(node);
    }
    const std::string told = address->to_string();
    require(told.starts_with("gcomm://") && is_plain_word(told), "a cluster address is a plain word");
    const auto again = ClusterAddress::parse(told);
    require(again.nodes() == address->nodes() && again.to_string() == told && !again.is_tidied(),
            "a cluster address that is printed is read again, with nothing left out");
    require(environment_for({HandedDecision::plain}, address, {}) == environment(""),
            "a plain start gets an empty variable");
    for (const auto decision : {HandedDecision::join, HandedDecision::bootstrap}) {
        const auto made = accepted(text, [&] { return environment_for({decision}, address, {}); });
        require(made.has_value() != address->is_bare(), "a bare address starts nothing");
        const std::string_view flag = decision == HandedDecision::bootstrap ? " --wsrep-new-cluster" : "";
        require(!made || *made == environment("'--wsrep-cluster-address=" + told + std::string(flag) + "'"),
                "the environment file has its two lines and no other");
    }
}

const Registration registration("cluster_address", run);

} // namespace

} // namespace galera_initiator::fuzz
