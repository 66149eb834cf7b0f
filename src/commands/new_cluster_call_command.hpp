#pragma once

#include "systemd/unit_state.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace galera_initiator {

/// Runs a program (absolute path), with its output where this process's goes. @returns its exit status
using RunProgram = std::function<int(const std::vector<std::string>&)>;

/// Before another unit of this machine starts a server, as root: where that is a vendor's way to bootstrap
/// (unit_to_bootstrap_instead()), asks this node's own unit for it, as galera_new_cluster does, and waits for that. The
/// caller is among the processes meanwhile (runs_new_cluster_script()).
/// @returns 0 if this node's server is up, so the other unit has nothing to do any more; else another status
int call_new_cluster(const std::filesystem::path& root, const std::string& unit, UnitStates& units,
                     const RunProgram& run);

} // namespace galera_initiator
