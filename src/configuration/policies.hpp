#pragma once

#include <cstddef>

namespace galera_initiator {

/// What the operator lets the cluster do without all nodes; must be alike on all of them. galera-initiator.conf(5).
struct Policies {
    enum class WaitFor {
        all,      ///< nothing that a disk of the last primary component holds is lost
        majority, ///< after some time a majority of it is enough
    };
    WaitFor wait_for = WaitFor::all;

    enum class Fresh {
        all,   ///< a new cluster needs the word of every configured node that it holds no data
        first, ///< the first node of the cluster address makes it without the others
    };
    Fresh fresh = Fresh::all;

    /// Members of the components that hold no data and are no configured nodes (garbd).
    std::size_t arbitrators = 0;

    bool operator==(const Policies&) const = default;
};

} // namespace galera_initiator
