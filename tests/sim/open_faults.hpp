#pragma once

#include "world.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator::sim {

/// A kind of violation that is known and not mended yet: it is counted, and does not fail a run.
struct OpenFault {
    std::string name;
    std::set<std::string> breaks;  ///< invariants
    std::set<std::string> marks;   ///< Violation::marks that such a violation has all
    std::set<std::string> without; ///< and that it has none of
    std::set<std::string> stories; ///< the files that show it, below stories/
    std::string because;

    [[nodiscard]] bool is(const Violation& violation) const;
};

/// Reads open_faults.txt: blocks of lines "key: value", parted by empty lines; '#' begins a comment.
/// @throws std::runtime_error that names file and line
std::vector<OpenFault> read_open_faults(const std::filesystem::path& path);

/// @returns null if it is none of them
const OpenFault* open_fault_of(const std::vector<OpenFault>& faults, const Violation& violation);

/// Where the source of the simulator stands, and so its stories.
std::filesystem::path simulator_folder();

/// "L1 two-lineages torn-view": the violation as the list tells it from others.
std::string kind_in_words(const Violation& violation);

} // namespace galera_initiator::sim
