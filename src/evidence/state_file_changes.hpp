#pragma once

#include "common/file_access.hpp"
#include "common/position.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/view_state.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace galera_initiator {

/// The only changes that this project ever makes to the provider's files, as the files' owner and after the files were
/// archived. All but correct_seqno() and take_away_view() are made after the decision, right before the start.

/// Has grastate.dat of a node without a view whose whole data is at that position the seqno of another one? A paused
/// provider left it, or one whose server lost the last of its data. It would count for more than the recovered
/// position, and be taken for where the next server stopped.
bool has_seqno_beside(const Files& files, const std::filesystem::path& provider_folder, const Position& position);

/// Makes that the data's own where the server had closed further on, for the flag beside it is of that close; takes out
/// one of a pause. @throws ParseError where it is torn
void correct_seqno(Files& files, const std::filesystem::path& provider_folder, const Position& position,
                   const Archive& archive, const std::string& time);

/// Takes a flag out of grastate.dat that this node's unit is not known to have left, before a start that would make the
/// file this node's own.
void take_away_flag(Files& files, const std::filesystem::path& provider_folder, const Archive& archive,
                    const std::string& time);

/// Makes an empty grastate.dat where there is none, as the provider does itself when its server starts, so that the one
/// that it writes is known. Source: galera, galera/src/saved_state.cpp (SavedState()).
void make_state_file(Files& files, const std::filesystem::path& provider_folder);

/// Makes the provider accept a bootstrap from this position: safe_to_bootstrap becomes 1 and the history's UUID is put
/// in where DDL has zeroed it (the provider would begin a new history otherwise). A torn or missing grastate.dat
/// becomes a whole one. A node without data is left alone: it needs no change.
/// @param keeps_view  gvwstate.dat tells of the component that the node was last in; else it is taken away, so that it
///                    is not believed beside the flag if the bootstrap is cut
/// @param time        of now, for the archive
/// @throws SystemError, Error
void make_safe_to_bootstrap(Files& files, const std::filesystem::path& provider_folder,
                            const std::optional<Position>& position, bool keeps_view, const Archive& archive,
                            const std::string& time);

/// Puts the view that this node and others have agreed on where the provider restores it from, in one go and durably:
/// pc.recovery forms the component once all of its members are there. What would count for more than the position is
/// mended before, as for a join.
/// Source: galera, gcomm/src/pc.cpp (PC::PC, restored view).
void put_agreed_view(Files& files, const std::filesystem::path& provider_folder, const Position& position,
                     const ViewState& agreed, const Archive& archive, const std::string& time);

/// Undoes put_agreed_view(), where the component has not formed: the provider is to find the view that was there.
/// @throws SystemError
void put_back_view(Files& files, const std::filesystem::path& provider_folder, const ViewState& replaced);

/// Makes the provider ask for a full state transfer, because the operator has given up what this node holds: the
/// history in grastate.dat becomes nil, the view file goes to the archive, and the provider's cache goes: it holds what
/// is given up, by seqnos that the others have used otherwise since, and would take it for theirs.
void give_up_history(Files& files, const std::filesystem::path& provider_folder,
                     const std::filesystem::path& write_set_cache, const Archive& archive, const std::string& time);

/// Takes the view file away of a node that has heard that the component which it crashed in was not the last one. Its
/// members must have been written down. What only the view file shows is put into grastate.dat before: the history that
/// DDL has zeroed, and that a seqno is of a pause.
/// @param position  of the data, if it is whole
void take_away_view(Files& files, const std::filesystem::path& provider_folder, const std::optional<Position>& position,
                    const Archive& archive, const std::string& time);

/// What a joiner's view is held against.
struct WholeCluster {
    std::size_t most_members;   ///< nodes of the cluster address, and arbitrators
    std::optional<Uuid> joined; ///< the member that this node joins, where it is known
};

/// Takes away what would let a joiner go astray:
/// - a view file: the provider would come up as the same member again, so a server that has lost the component which
/// this
///   one was in once forms that again with it, whatever has come since, and nobody has decided on that (galera,
///   gcomm/src/pc_proto.cpp, is_prim()). Not one of the whole cluster: whoever has lost a component was in that, or in
///   a later one, and a server that cannot tell that it has lost it gets it back so;
/// - a torn or empty view file, with which it is a member with a zero UUID, of which the second is turned away
///   (gcomm/src/gmcast_proto.cpp, validate_handshake_uuid());
/// - a seqno beside a view file, which a paused provider left: it would count for more than the recovered position;
/// - a seqno without a history in grastate.dat: the provider refuses to start ("Non-negative state seqno requires
///   non-nil history UUID");
/// - a history in grastate.dat where the data that belongs to it is not brought: the provider would ask for what is
///   newer only.
/// @param position  of the data that the node brings; none: all of it has to come
/// @returns whether there was any
bool make_fit_to_join(Files& files, const std::filesystem::path& provider_folder,
                      const std::optional<Position>& position, const WholeCluster& cluster, const Archive& archive,
                      const std::string& time);

} // namespace galera_initiator
