#pragma once

#include "evidence/data_lineage.hpp"
#include "evidence/evidence.hpp"
#include "evidence/lineage.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/record.hpp"
#include "evidence/server_status.hpp"
#include "evidence/view_state.hpp"

#include <optional>
#include <vector>

// What a node writes into its memory at each step of its server's life. Pure, so that the simulator goes the same
// steps.

namespace galera_initiator {

/// More members than these have no room in a record.
constexpr std::size_t most_told_members = 12;

/// The history of a server that runs, as its record tells it.
struct RunningHistory {
    Uuid history;
    Lineage lineage;
    NodeAddress node;                          ///< that told it
    std::optional<Uuid> member = std::nullopt; ///< that node in its component, where it told that
};

/// What a node's record tells of the history that its server is in, or is about to be in; nothing if it tells none.
std::optional<RunningHistory> told_history(const NodeAddress& node, const Record& record);

/// The memory, without who was in the last component if the server has run since and its unit has not run it: the data
/// is further than when the evidence was read last, after the unit's last start. What bound this node binds it still,
/// for the data may as well have been put back.
/// @param position  of the data; none: it is not known
NodeMemory without_what_was_outrun(NodeMemory memory, const std::optional<Position>& position);

/// What the provider's files showed as the evidence was read.
struct ShownByFiles {
    std::optional<ViewState> view;       ///< as gvwstate.dat has it, where it can be read
    bool shows_it_alone = false;         ///< so do these files, whoever's they are
    FolderSigns signs{};                 ///< of their folder
    bool server_was_seen_to_end = false; ///< by the step that reads this: what is there is what that server had
    bool was_closed_by_hand = false;     ///< was_closed_outside_unit()
};

struct RememberedEvidence {
    NodeMemory memory;
    Evidence evidence;
};

/// After the evidence was read: the memory to write, and the evidence with the timelines that the data holds.
///
/// A server that was run by hand, outside its unit, and was alone in its component has begun a timeline that nobody
/// wrote down. It shows in a position that moved although the unit did not run it; the timeline is added then, from
/// the position at which the unit left it.
/// @param new_timeline  random, for that case
RememberedEvidence remember_evidence(NodeMemory memory, Evidence evidence, const ShownByFiles& files,
                                     const Uuid& new_timeline);

/// Before the view file goes that `evidence` was read from, because a later component than its may have been there.
NodeMemory memory_of_outlived_view(NodeMemory memory, const Evidence& evidence);

/// What is to be written beside the data of a node that remembers this; none where nothing is.
std::optional<DataLineage> data_lineage_of(const NodeMemory& memory);

/// That a bootstrap from this evidence goes on with: of what may be whole, or was put there, the memory has another.
/// @param evidence  with a position @param new_timeline  random
Lineage lineage_of_bootstrap(const NodeMemory& memory, const Evidence& evidence, const Uuid& new_timeline);

/// Before the server starts to bootstrap. @param new_timeline  random
NodeMemory memory_before_bootstrap(NodeMemory memory, const Evidence& evidence, const Uuid& new_timeline);

/// May a node with this evidence start together with others? Only if what it tells now can be told again where their
/// component does not form, and if the others know it as the member that it was last.
bool may_start_together(const Evidence& evidence);

/// Before the server starts together with others, and before the agreed view is put into its place.
/// @param evidence  may_start_together()
/// @param leader  the member whose position the component goes on from
/// @param lineage  that it goes on with
NodeMemory memory_before_restore(NodeMemory memory, const Evidence& evidence, const ViewState& agreed,
                                 const Uuid& leader, const Lineage& lineage);

/// Before the data that the operator has given up loses its history, and before that is replaced by anybody's.
NodeMemory memory_before_discard(NodeMemory memory);

/// Before the server starts to join.
/// @param joined  the component's history, where it is known
/// @param gives_up_data  the operator has given up what this node holds
NodeMemory memory_before_join(NodeMemory memory, const Evidence& evidence, const std::optional<RunningHistory>& joined,
                              bool gives_up_data);

/// Of several that run, the one to learn the component's timelines from: one that the view names, and then one that
/// knows of later timelines.
std::optional<RunningHistory> component_told_by(const std::vector<RunningHistory>& nodes,
                                                const std::optional<ViewState>& view);

/// Is this node, as far as can be told, in the component that the view names?
bool is_of_own_component(const RunningHistory& node, const std::optional<ViewState>& view);

/// Once the server is up, and does not say that it may lack data.
/// @param is_synced  it says that it has all that its component goes on from
/// @param history  as grastate.dat has it now
/// @param view  as gvwstate.dat has it now
/// @param component  the history of the others in the component, where it was heard. A node that did not set out to
/// join it (this tool came while it ran) takes it over only where the view names who told it: it may be a fork itself.
NodeMemory memory_once_up(NodeMemory memory, bool is_synced, const std::optional<Uuid>& history,
                          const std::optional<ViewState>& view, const std::optional<RunningHistory>& component);

/// The members of this view that are arbitrators: all configured nodes are up, each as another one of its members.
/// @param configured  as which member each configured node runs; none: it is not heard, or does not tell
/// @param most  how many arbitrators there are; if more are left over, some are nodes that are not configured
std::vector<Uuid> arbitrators_in(const ViewState& view, const std::vector<std::optional<Uuid>>& configured,
                                 std::size_t most);

/// While the server runs: arbitrators are remembered, and forgotten where a configured node runs as that member.
/// @param configured, most  as above
NodeMemory memory_of_arbitrators(NodeMemory memory, const ViewState& view,
                                 const std::vector<std::optional<Uuid>>& configured, std::size_t most);

/// What a server that starts or runs tells of its history, by what it has written down.
void tell_lineage(Record& record, const NodeMemory& memory);

/// Before the server is told to stop.
/// @param view  as gvwstate.dat has it now
/// @param somebody_may_join  whom the view does not name (leaving.hpp): then it may have been any node
/// @param component  the history of the others in the component, where it was heard: the node may have merged with it
/// a moment ago, after a bootstrap there
/// @param in_component  as it says now
NodeMemory memory_before_stop(NodeMemory memory, const std::optional<ViewState>& view, InComponent in_component,
                              bool somebody_may_join, const std::optional<RunningHistory>& component);

/// While the server is on its way down, after that: it may merge with others until it has left, and then its last
/// component is theirs as well.
/// @param view  as gvwstate.dat has it now; none: there is a later one that could not be written down
/// @param component  as above
NodeMemory memory_amid_stop(NodeMemory memory, const std::optional<ViewState>& view,
                            const std::optional<RunningHistory>& component);

} // namespace galera_initiator
