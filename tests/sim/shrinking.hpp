#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace galera_initiator::sim {

/// Leaves out of a list what can be left out: pieces of half of it, then of a quarter, down to single ones, once each.
/// @param best    whose list it is; gets shorter
/// @param passes  is a candidate as good? It may take more out of it.
/// @returns whether anything could be left out
template <typename Whole, typename Item, typename Passes>
bool leave_out(Whole& best, std::vector<Item> Whole::*list, Passes passes) {
    bool has_shrunk = false;
    for (std::size_t piece = std::max<std::size_t>((best.*list).size() / 2, 1); piece > 0; piece /= 2) {
        for (std::size_t at = 0; at < (best.*list).size();) {
            Whole candidate = best;
            std::vector<Item>& items = candidate.*list;
            const auto from = items.begin() + static_cast<std::ptrdiff_t>(at);
            items.erase(from, from + static_cast<std::ptrdiff_t>(std::min(piece, items.size() - at)));
            if (passes(candidate) && (candidate.*list).size() < (best.*list).size()) {
                best = std::move(candidate);
                has_shrunk = true;
            } else {
                at += piece;
            }
        }
    }
    return has_shrunk;
}

} // namespace galera_initiator::sim
