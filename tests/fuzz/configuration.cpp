// This project's own file.

#include "configuration/configuration.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto configuration =
        accepted(text, [&] { return Configuration::parse("galera-initiator.conf", std::string(text)); });
    if (!configuration) {
        return;
    }
    const Configuration& read = *configuration;
    if (read.cluster_address) {
        require(!read.cluster_address->is_bare(), "the nodes are never none");
        const auto again = ClusterAddress::parse(read.cluster_address->to_string());
        require(again.nodes() == read.cluster_address->nodes(), "a cluster address that is printed is read again");
    }
    require(read.majority_after >= std::chrono::seconds(10), "nodes that boot together have time to hear each other");
    require(!read.wait_limit || *read.wait_limit >= std::chrono::seconds(1), "a wait limit is never next to nothing");
    require(read.policies.arbitrators <= 8, "arbitrators have a bound");
    require(read.snmp.port != 0 && read.snmp.timeout <= std::chrono::seconds(60), "a round of questions has a bound");
    require(read.snmp.timeout >= std::chrono::milliseconds(50) && read.snmp.retries >= 0 && read.snmp.retries <= 10,
            "peers get time to answer");
    require(!read.unit || (read.unit->find('/') == std::string::npos && read.unit->ends_with(".service")),
            "a unit is a name and no path");
    require(!read.program || read.program->is_absolute(), "a program's path is absolute");
    require(read.lines.empty() || read.lines.begin()->second > 0, "lines are counted from 1");
}

const Registration registration("configuration", run);

} // namespace

} // namespace galera_initiator::fuzz
