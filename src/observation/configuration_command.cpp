#include "observation/configuration_command.hpp"

#include "initiation/node_settings.hpp"

#include <cstdio>
#include <cstdlib>

namespace galera_initiator {

int show_configuration(const Places& places) {
    const NodeSettings settings = NodeSettings::load(places.root);
    if (!settings.is_galera_node()) {
        std::puts("the server is not configured as a Galera node");
        return EXIT_SUCCESS;
    }
    std::printf("cluster address: %s\n", settings.cluster_address(std::nullopt).to_string().c_str());
    return EXIT_SUCCESS;
}

} // namespace galera_initiator
