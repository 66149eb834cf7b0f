// What the server's my_print_defaults prints of option files.

#include "configuration/server_settings.hpp"

#include "target.hpp"

#include <algorithm>

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view input) {
    const std::string text(input);
    const auto read = accepted(input, [&] { return ServerSettings::parse(text); });
    if (!read) {
        return;
    }
    require(!read->galera_is_configured() || (read->provider_is_configured() && !read->cluster_address->empty()),
            "a Galera node has a provider and a cluster address");
    require(!read->provider_directory.empty() || read->data_directory.empty(), "the provider's files are somewhere");
    require(!read->node_address || !read->node_address->empty(), "an empty node address is none");
    for (const std::string& name : read->given) {
        // The name may be abbreviated, "datad" being the shortest that has no underscore.
        const auto beginning = name.substr(0, std::min<std::size_t>(name.find('_'), 5));
        require(text.find(beginning) != std::string::npos, "what is given stands in the text");
    }
    const std::string lines = text.empty() ? "" : text + "\n";
    const auto switched = ServerSettings::parse(lines + "--unknown=x\n--skip-wsrep-on\n");
    require(!switched.wsrep_on && switched.cluster_address == read->cluster_address,
            "the last option of a name holds, and holds for no other");
    require(ServerSettings::parse(lines + "--loose_enable-wsrep-on\n").wsrep_on, "prefixes are taken off a name");
}

const Registration registration("server_settings", run);

} // namespace

} // namespace galera_initiator::fuzz
