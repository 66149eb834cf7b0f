#pragma once

#include "commands/cluster_view.hpp"

#include <cstddef>
#include <string>

namespace galera_initiator {

/// How the table may look.
struct TableStyle {
    std::size_t width = 80; ///< columns, 60 at least
    bool has_colours = false;
};

/// The cluster as text for people: a line or two for each node, the timelines, the verdict and what to do. No line is
/// wider than the style's width unless a word is. Ends with a line break.
std::string to_table(const ClusterView& view, const TableStyle& style);

} // namespace galera_initiator
