#include "node/live_node.hpp"

#include "common/error.hpp"
#include "configuration/node_unit.hpp"

namespace galera_initiator {

namespace {

std::string server_unit(const std::optional<PublishedRecord>& published, const Places& places,
                        const std::optional<std::string>& unit) {
    if (published) {
        return published->server;
    }
    const auto found = find_node_unit(places.root, unit);
    if (!found) {
        throw Error("no unit of a server is installed, or none has published a record since boot");
    }
    return *found;
}

} // namespace

LiveNode examine_node(Files& files, const Places& places, UnitStates& units, const std::optional<std::string>& unit) {
    // The record first: a server that starts in between then shows, and what is told is at worst refused.
    LiveNode node;
    node.published = PublishedRecordFile(files, places.published_folder()).load();
    node.unit = server_unit(node.published, places, unit);
    node.server = units.read(node.unit);
    if (node.published && node.published->record.status == NodeStatus::recovering &&
        node.published->writer != node.unit) {
        node.writer = units.read(node.published->writer);
    }
    return node;
}

} // namespace galera_initiator
