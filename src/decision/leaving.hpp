#pragma once

#include "decision/situation.hpp"
#include "evidence/view_state.hpp"

#include <vector>

namespace galera_initiator {

/// May somebody come to be in the component that this node is about to leave who is not in its view yet? Then that view
/// must not be taken for the members of the last component: who joins while the others leave may end up alone in it.
///
/// To be asked when the server's unit is already stopping, so that peers no longer hear this node run: whoever joins
/// has heard somebody run, and whoever ran last has, after that, heard the joiner begin.
/// @param nodes  all configured nodes, this one included, as they were heard now
/// @param view  as the provider has it now
bool somebody_may_join(const std::vector<NodeSight>& nodes, const ViewState& view);

} // namespace galera_initiator
