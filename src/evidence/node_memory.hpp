#pragma once

#include "common/file_access.hpp"
#include "common/node_address.hpp"
#include "common/position.hpp"
#include "common/uuid.hpp"
#include "evidence/data_lineage.hpp"
#include "evidence/lineage.hpp"
#include "evidence/view_state.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// What a node must not forget, kept outside the data folder (var/lib/galera-initiator/memory) because the provider
/// deletes, empties or rewrites its own files at stops, failed starts and state transfers.
struct NodeMemory {
    /// The history that this node last had data of.
    std::optional<Uuid> history;

    /// The UUIDs under which this node has been a member, the latest first, at most `most_identities`.
    std::vector<Uuid> identities;
    static constexpr std::size_t most_identities = 4;

    /// The last view that this node is known to have been in: that its server was seen in, or that a start set out
    /// from.
    struct LastView {
        Uuid member; ///< this node
        std::uint32_t number = 0;
        bool operator==(const LastView&) const = default;
    };
    std::optional<LastView> last_view;

    /// Has the server told that it was synced when it was last seen in that view? Then it tells that of a later one as
    /// well, and may have lost its component and come back to it without all data where it has not.
    bool tells_when_synced = false;

    /// The members of the primary component that this node was told to leave, saved before the stop and until it has
    /// left, or that it crashed in, saved before the next start, because the provider deletes its view file when a
    /// start fails. Forgotten when the server is next up. That a later component may have come since does no harm: a
    /// closure leads on to it.
    std::vector<Uuid> left_members;

    /// Has the server been told to stop since it was last seen up, or may it have been? Then it may have left the view
    /// that its provider has written down, which goes only after that. Source: galera, gcomm/src/pc.cpp (PC::close).
    bool may_have_left = false;

    /// Members of components that were arbitrators (arbitrators_in()), the latest first, at most `most_arbitrators`. A
    /// UUID is drawn once, so who was one stays one.
    std::vector<Uuid> arbitrators;
    static constexpr std::size_t most_arbitrators = 4;

    /// What the server was last started for, until it is seen up: a start that did not come to its end leaves this.
    enum class UnfinishedStart {
        none,
        bootstrap,       ///< grastate.dat was edited for it: its safe_to_bootstrap is not evidence
        bootstrap_alone, ///< this node had been alone in the last component, so safe_to_bootstrap stays true
        join,            ///< with data of a history
        join_to_fill,    ///< without any: all data comes from a state transfer
        finishing,       ///< nothing more, but its unit is not up yet: one that is told to stop now runs no step before
                         ///< that, so the server may leave without another word
        restore,         ///< with data, together with others, in a view that they have agreed on
        restore_over_view, ///< the same, and that took the place of the view that this node had crashed in, which
                           ///< left_members and last_view have
    };
    UnfinishedStart unfinished_start = UnfinishedStart::none;

    /// The running node whose history a join took over, until the server is seen up.
    std::optional<NodeAddress> joined_node;

    /// Whom starts set out to join since left_members was written down, by their UUIDs, the latest last; empty where
    /// the latest did not tell its own; or the fellow members of an agreed view, who leads them the last. Until the
    /// server is seen up.
    std::vector<Uuid> joined_members;

    /// The timelines of the component that this node was in last, or is about to join or to bootstrap; of which it
    /// holds what Lineage::held_at() says. Kept for one history.
    std::optional<Uuid> lineage_history;
    Lineage lineage;

    /// Up to where all data that this node ever held is of that lineage, where a join has replaced data that was not;
    /// none: all of it. A fork leaves no mark in the data, so of what is put back beyond that nobody knows the lineage.
    std::optional<Position> forked_at;

    /// The furthest position when the evidence was read since the last start, none once a state transfer may have
    /// replaced the data with what does not hold it, and whether the server's unit has run it since. A node that moved
    /// although it did not run was started by hand.
    std::optional<Position> last_position;
    bool has_run_since = false;

    /// With wait_for = majority: the claim that this node chose, and whose it is. It chooses no other node's claim
    /// until it hears that this one was not used, or shows a later view than the one that it was made about.
    struct Choice {
        Uuid claim;
        NodeAddress owner;
        std::string owner_evidence;                      ///< print_of_node() of the owner when it was chosen
        std::optional<Uuid> owner_member = std::nullopt; ///< that the owner was last, whatever it is called now
        std::optional<LastView> view = std::nullopt; ///< that this node had crashed in; none: an older version chose
        bool operator==(const Choice&) const = default;
    };
    std::optional<Choice> choice;

    /// What the last position recovery found, or a clean stop had left (none: data of no history), and the print of the
    /// data's files then; an empty print: none is remembered.
    std::optional<Position> recovered_position;
    std::string recovered_from;

    /// The mark of the data folder that a start last set out with, or that the server was last seen up with: one that
    /// set out to join may have data there that this memory knows nothing of, until it is up.
    std::string data_folder;

    /// That of a start that set out to join while the data was not seen, in another folder: neither what is there then
    /// nor what was there before is all.
    static constexpr const char* no_folder = "none";

    /// grastate.dat as the runs of this node's unit have it: its mark while they may write it, its print_of_file() once
    /// it was read after the last of them. The provider writes it in place, and a state transfer leaves it alone; so
    /// what is there vouches that all that the provider's files tell was left by this node, and not put there from
    /// another one's data folder, or from a backup. Source: galera, galera/src/saved_state.cpp (SavedState(),
    /// write_file()).
    std::string state_file;

    /// As that, of a file that is known not to be.
    static constexpr const char* anothers_file = "another";

    /// The DataLineage::id that is beside the data which this memory is of: as it was written last, or as it was read
    /// where something else had been put there; none: there is none. And one that is just being written in its place.
    std::optional<Uuid> beside_data;
    std::optional<Uuid> next_beside_data;

    /// That print when the last join set out with data, or gave it up: while it stays the same, no state transfer has
    /// touched the data.
    std::string joined_from;

    void add_identity(const Uuid& identity);

    /// This node is, or was, in this view, and in no later one: with that it is this member, too.
    void add_view(const ViewState& view);
    /// Is this view from before, or after, the last one that this node is known to have been in?
    [[nodiscard]] bool is_before_last_view(const ViewState& view) const;
    [[nodiscard]] bool is_after_last_view(const ViewState& view) const;
    /// Did the runs of this node's unit leave that grastate.dat? Not what was copied or put back into it.
    [[nodiscard]] bool knows_state_file(const FolderSigns& signs) const;
    /// Is what is beside the data nothing that this memory knows of? Then it tells of the data, and the memory does
    /// not.
    [[nodiscard]] bool is_put_there(const FolderSigns& signs) const;
    /// Before that is written beside the data. @param id  random @param there  what it takes the place of
    void let_write_beside_data(const Uuid& id, const FolderSigns& there);
    /// After that.
    void know_beside_data();
    /// Before that file is edited, or a server starts on it.
    void let_write_state_file(const std::string& print);
    /// While a server runs, which goes on writing into the file that it has found: what took its place is another's.
    void see_state_file(const std::string& print);
    /// What is there now was not left by a run of this node's unit.
    void disown_state_file();
    /// Is it the file that the unit's runs have written into, whatever it says now? True where none is known.
    [[nodiscard]] bool may_be_that_state_file(const FolderSigns& signs) const;

    /// Can a run of this node's unit have written that view down? A start that has not come to its end may have drawn a
    /// new UUID. Not one in a folder that was put there: also this node's own is then of before. @param signs  of its
    /// folder
    [[nodiscard]] bool may_be_own(const ViewState& view, const FolderSigns& signs) const;

    /// May this server have lost its component since it was last seen synced, and have come to this view by itself? Not
    /// where no other view was between: each has a number higher than all that its members had before. Source: galera,
    /// gcomm/src/evs_proto.cpp (send_install()).
    [[nodiscard]] bool may_have_merged_into(const ViewState& view) const;

    /// The view whose place an agreed one has taken, as it was written down before that.
    [[nodiscard]] std::optional<ViewState> replaced_view() const;

    void add_arbitrator(const Uuid& member);

    void add_joined(const Uuid& member);
    [[nodiscard]] std::optional<Uuid> joined_last() const;

    [[nodiscard]] std::string to_text() const;
    /// @throws OtherVersionError if it holds what this version does not know, ParseError; the file is only ever
    /// replaced whole, so a torn one means a damaged disk
    static NodeMemory parse(std::string_view text);

    bool operator==(const NodeMemory&) const = default;
};

/// Is this view of one node's from after that one?
[[nodiscard]] bool is_after(const ViewState& view, const NodeMemory::LastView& other);
/// Has the server been seen up since it was started?
[[nodiscard]] bool has_been_seen_up(NodeMemory::UnfinishedStart start);
[[nodiscard]] bool is_bootstrap(NodeMemory::UnfinishedStart start);
/// Did it set out together with others, with a view that they had agreed on?
[[nodiscard]] bool is_restore(NodeMemory::UnfinishedStart start);
/// Does nobody know better what the component goes on from than the node that set out so?
[[nodiscard]] bool knows_its_lineage(NodeMemory::UnfinishedStart start);
/// May a state transfer have come since it?
[[nodiscard]] bool is_join(NodeMemory::UnfinishedStart start);
/// The same, and this node brought its data.
[[nodiscard]] bool is_join_with_data(NodeMemory::UnfinishedStart start);

/// Reads and durably replaces the memory.
class NodeMemoryFile {
public:
    /// @param folder  the state folder, var/lib/galera-initiator below the root
    NodeMemoryFile(Files& files, const std::filesystem::path& folder);

    /// @returns an empty memory if there is none yet @throws SystemError, ParseError naming the file and the remedy
    [[nodiscard]] NodeMemory load() const;
    void save(const NodeMemory& memory) const;

private:
    Files& files_;
    std::filesystem::path path_;
};

} // namespace galera_initiator
