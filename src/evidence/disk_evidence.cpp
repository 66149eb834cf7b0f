#include "evidence/disk_evidence.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"
#include "common/probe.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ios>
#include <sstream>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

using UnfinishedStart = NodeMemory::UnfinishedStart;

/// The provider's files as far as they can be believed.
struct ReadStates {
    std::optional<SavedState> saved;
    bool saved_is_torn = false;
    std::optional<ViewState> view;
    bool view_is_torn = false;
};

ReadStates read_states(const DiskFacts& facts) {
    ReadStates states;
    if (facts.saved_state) {
        try {
            states.saved = SavedState::parse(*facts.saved_state);
        } catch (const ParseError&) {
            states.saved_is_torn = true;
        }
    }
    if (facts.view_state) {
        try {
            states.view = ViewState::parse(*facts.view_state);
        } catch (const ParseError&) {
            states.view_is_torn = true;
        }
    }
    return states;
}

/// The provider writes a seqno while it is paused (by a donor's script, or a backup's lock), too. A clean stop takes
/// the view file away. Source: galera, galera/src/replicator_smm.cpp (pause), gcomm/src/pc.cpp (PC::close).
bool has_clean_position(const DiskFacts& facts, const ReadStates& states) {
    return states.saved && !states.saved->history.is_nil() && states.saved->seqno && !facts.view_state &&
           facts.keeps_views;
}

bool was_ever_a_member(const DiskFacts& facts) {
    return facts.memory.history || !facts.memory.identities.empty() || facts.view_state;
}

bool is_join(UnfinishedStart start) {
    return start == UnfinishedStart::join || start == UnfinishedStart::join_to_fill;
}

struct JudgedData {
    DataState state;
    std::optional<Position> position = std::nullopt;
    std::string remark{};
};

/// Of data that is not where this node had it. A join that has not come to its end may have emptied the folder. The
/// provider's files show nothing of the data where they are in a folder of their own.
std::optional<JudgedData> judge_unseen(const DiskFacts& facts) {
    if (!facts.memory.history || is_join(facts.memory.unfinished_start)) {
        return std::nullopt;
    }
    const auto& last = facts.memory.last_position;
    return JudgedData{
        DataState::unseen, std::nullopt,
        "this node remembers " +
            (last ? "position " + last->to_string() : "data of history " + facts.memory.history->to_string()) +
            ", and its data folder holds none of it: is it mounted?"};
}

JudgedData judge_data_without_position(const DiskFacts& facts, const ReadStates& states) {
    const bool names_history = states.saved && !states.saved->history.is_nil();
    // A zero UUID is what an inconsistency and a transfer leave, of which the data may be.
    if (facts.provider_folder_is_apart || !facts.saved_state) {
        if (auto unseen = judge_unseen(facts)) {
            return *std::move(unseen);
        }
    }
    if (names_history) {
        return {DataState::unreadable, std::nullopt,
                "grastate.dat names history " + states.saved->history.to_string() + " but the data holds no position"};
    }
    if (facts.memory.history) {
        return {DataState::damaged, std::nullopt, "the data holds nothing of the history that this node had"};
    }
    if (states.saved_is_torn || was_ever_a_member(facts) ||
        facts.memory.unfinished_start == UnfinishedStart::join_to_fill) {
        reached(Probe::disk_first_transfer_unfinished);
        return {DataState::damaged, std::nullopt, "its first state transfer did not finish"};
    }
    if (!facts.user_databases.empty()) {
        return {DataState::standalone, std::nullopt,
                "holds database " + facts.user_databases.front() + " of a time before Galera"};
    }
    return {DataState::fresh};
}

JudgedData judge_data_with_position(const DiskFacts& facts, const ReadStates& states, const Position& position) {
    // The provider names a history in grastate.dat only once a state transfer into the data has finished.
    const auto start = facts.memory.unfinished_start;
    // A join that brought data had it intact before, and a transfer changes the data's files.
    const bool is_untouched = start == UnfinishedStart::join && facts.data_is_as_it_joined;
    if (!states.saved) {
        const bool may_be_partial = states.saved_is_torn && start == UnfinishedStart::join && !is_untouched;
        if (start == UnfinishedStart::join_to_fill || may_be_partial) {
            reached(Probe::disk_torn_and_partial);
            return {DataState::damaged, std::nullopt, "its last state transfer may not have finished"};
        }
        reached(Probe::disk_torn_and_intact);
        return {DataState::intact, position, states.saved_is_torn ? "grastate.dat is torn" : "grastate.dat is missing"};
    }
    if (states.saved->history.is_nil()) {
        // DDL zeroes the UUID while it runs. A state transfer and a detected inconsistency do so too, but the first is
        // only ever part of a join, and after the second the server closes, which removes the view file.
        const bool has_crashed = !is_join(start) && (states.view || states.view_is_torn);
        if (has_crashed || is_untouched) {
            reached(has_crashed ? Probe::disk_crashed_amid_ddl : Probe::disk_untouched_since_it_joined);
            return {DataState::intact, position, "crashed while DDL ran"};
        }
        reached(Probe::disk_zero_history_damaged);
        return {DataState::damaged, std::nullopt, "grastate.dat has a zero UUID: a state transfer did not finish"};
    }
    if (states.saved->history != position.history()) {
        return {DataState::unreadable, std::nullopt,
                "grastate.dat names history " + states.saved->history.to_string() + " but the data is at " +
                    position.to_string()};
    }
    return {DataState::intact, position};
}

JudgedData judge_data(const DiskFacts& facts, const ReadStates& states, const std::optional<RecoveryOutcome>& outcome) {
    if (facts.folder == DataFolder::empty) {
        if (auto unseen = judge_unseen(facts)) {
            return *std::move(unseen);
        }
        if (was_ever_a_member(facts) || facts.saved_state) {
            return {DataState::damaged, std::nullopt, "the data folder is empty though this node had data"};
        }
        return {DataState::fresh};
    }
    if (facts.folder == DataFolder::incomplete && !facts.transfer_in_progress) {
        // A server that was started on a folder that was not mounted leaves such files.
        if (auto unseen = judge_unseen(facts)) {
            return *std::move(unseen);
        }
    }
    if (facts.folder == DataFolder::incomplete || facts.transfer_in_progress) {
        return {DataState::damaged, std::nullopt,
                facts.transfer_in_progress ? "a state transfer did not finish: sst_in_progress is in the data folder"
                                           : "a state transfer did not finish"};
    }
    if (facts.recovery_is_forced) {
        return {DataState::unreadable, std::nullopt,
                "innodb_force_recovery or tc_heuristic_recover is set, so no position can be trusted"};
    }
    if (!needs_recovery(facts)) {
        return {DataState::intact, Position(states.saved->history, *states.saved->seqno)};
    }
    if (outcome && !outcome->recovered && !(outcome->is_conclusive && facts.is_read_in_servers_unit)) {
        const std::string where = facts.is_read_in_servers_unit ? "" : " outside its server's own unit";
        return {DataState::unseen, std::nullopt,
                "its position could not be recovered" + where + ": " + outcome->failure};
    }
    if (!outcome || !outcome->recovered) {
        return {DataState::unreadable, std::nullopt, outcome ? outcome->failure : "the position was not recovered"};
    }
    return outcome->recovered->position ? judge_data_with_position(facts, states, *outcome->recovered->position)
                                        : judge_data_without_position(facts, states);
}

/// A copy saved before a stop that names this node alone cannot be of a component that others stayed in.
std::vector<Uuid> believable_left_members(const NodeMemory& memory) {
    return memory.left_members.size() > 1 ? memory.left_members : std::vector<Uuid>{};
}

/// Is the data what a join of this node has left half done? A data folder that is gone is more than that.
bool transfer_has_not_finished(const DiskFacts& facts, const Evidence& evidence) {
    return evidence.data == DataState::damaged && facts.folder != DataFolder::empty &&
           is_join(facts.memory.unfinished_start);
}

/// Did the last start set out to join a component that ran, with nothing to show that this node came to be in it? Then
/// what its files tell of is older than that component.
bool set_out_to_join(const DiskFacts& facts, const ReadStates& states) {
    if (!is_join(facts.memory.unfinished_start)) {
        return false;
    }
    return !states.view || are_same_members(states.view->members, facts.memory.left_members);
}

/// The older component, and who was in the later one. A closure leads on from both.
Evidence left_behind(const DiskFacts& facts, Evidence evidence) {
    const auto& joined = facts.memory.joined_member;
    const bool knows_older = evidence.membership == Membership::alone || !evidence.members.empty();
    if (joined && evidence.membership == Membership::view && names_member(evidence.members, *joined)) {
        return evidence;
    }
    evidence.membership = Membership::left;
    if (joined && knows_older) {
        evidence.joined = joined;
    } else {
        evidence.members.clear();
    }
    return evidence;
}

/// Does the view name this node under another UUID as well, one that its memory has? Then the file is another node's:
/// of a copy of its folder.
bool is_view_of_another_node(const DiskFacts& facts, const ViewState& view) {
    return std::any_of(facts.memory.identities.begin(), facts.memory.identities.end(), [&](const Uuid& known) {
        return !known.same_member(view.own) && names_member(view.members, known);
    });
}

/// A clean stop of several, and a view of one, with nothing in between. Where the others left first, the provider has
/// set the flag.
bool view_contradicts_stop(const DiskFacts& facts, const ReadStates& states) {
    if (!states.view || !states.saved || facts.memory.unfinished_start != UnfinishedStart::none) {
        return false;
    }
    return states.view->has_one_member() ? facts.memory.left_members.size() > 1 && !states.saved->safe_to_bootstrap
                                         : states.saved->seqno && states.saved->safe_to_bootstrap;
}

/// What in the files cannot be true together, for people; empty if nothing.
std::string contradiction_in(const Evidence& evidence, const DiskFacts& facts, const ReadStates& states) {
    if (states.view && is_view_of_another_node(facts, *states.view)) {
        return "gvwstate.dat is another node's: this one was another member of that view";
    }
    if (view_contradicts_stop(facts, states)) {
        return "gvwstate.dat tells of a component of " + std::to_string(states.view->members.size()) +
               ", and what this node stopped in was another";
    }
    const auto& last = facts.memory.last_position;
    if (evidence.position && last && last->history() == evidence.position->history() &&
        evidence.position->seqno() < last->seqno()) {
        return "its data is at " + evidence.position->seqno().to_string() + " and was at " + last->seqno().to_string() +
               ": put back from a snapshot or a copy";
    }
    return "";
}

void judge_membership(Evidence& evidence, const DiskFacts& facts, const ReadStates& states) {
    if (std::string contradiction = contradiction_in(evidence, facts, states); !contradiction.empty()) {
        evidence.membership = Membership::unknown;
        if (evidence.position) { // else why there is none matters more to people
            evidence.remark = std::move(contradiction);
        }
    } else if (states.view) {
        evidence.membership = Membership::view;
        evidence.members = states.view->members;
    } else if (!evidence.has_history() || (evidence.data == DataState::damaged && !was_ever_a_member(facts) &&
                                           (!states.saved || states.saved->history.is_nil()))) {
        evidence.membership = Membership::never;
    } else if (states.view_is_torn || facts.folder == DataFolder::empty || !states.saved ||
               states.saved->history.is_nil()) {
        evidence.membership = Membership::unknown;
    } else if (states.saved->safe_to_bootstrap && facts.memory.unfinished_start != UnfinishedStart::bootstrap) {
        evidence.membership = Membership::alone;
    } else {
        evidence.members = believable_left_members(facts.memory);
        // A flag that a bootstrap has set says nothing, not even that somebody stayed.
        const bool knows_nothing = states.saved->safe_to_bootstrap && evidence.members.empty();
        evidence.membership = knows_nothing ? Membership::unknown : Membership::left;
        if (!evidence.members.empty()) {
            evidence.joined = facts.memory.joined_member;
        }
    }
}

bool is_system_folder(std::string_view name) {
    constexpr std::array<std::string_view, 5> system{"mysql", "performance_schema", "sys", "test", "lost+found"};
    return name.front() == '.' || name.front() == '#' || std::find(system.begin(), system.end(), name) != system.end();
}

/// Does a folder hold tables? One that holds none (for binary logs, temporary files, undo logs) is no database.
bool holds_tables(const std::filesystem::path& folder) {
    constexpr std::array<std::string_view, 9> endings{".frm", ".ibd", ".isl", ".MYD", ".MYI",
                                                      ".MAD", ".MAI", ".CSM", ".CSV"};
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::string ending = entry->path().extension().string();
        if (std::find(endings.begin(), endings.end(), ending) != endings.end()) {
            return true;
        }
    }
    // What the server may not look into, as lost+found, it uses for nothing.
    if (error && error != std::errc::permission_denied) {
        throw SystemError("cannot read folder " + folder.string(), error.value());
    }
    return false;
}

/// What is there only where a server, or a state transfer, has written. Others put logs, keys and folders there as
/// well.
bool is_of_database(std::string_view name) {
    constexpr std::array<std::string_view, 6> beginnings{"ibdata",    "ib_logfile",          "aria_log",
                                                         "mysql.ibd", SavedState::file_name, "#innodb_redo"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [name](std::string_view beginning) { return name.starts_with(beginning); });
}

void examine_folder(const std::filesystem::path& folder, DiskFacts& facts) {
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    if (error == std::errc::no_such_file_or_directory) {
        return;
    }
    const auto see = [&facts](DataFolder least) { facts.folder = std::max(facts.folder, least); };
    for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (is_of_database(name)) {
            see(DataFolder::incomplete);
        }
        if (!entry->is_directory() || name.front() == '.') {
            continue;
        }
        if (name == "mysql") {
            see(DataFolder::initialised);
            continue;
        }
        if (!holds_tables(entry->path())) {
            continue;
        }
        see(DataFolder::incomplete);
        if (!is_system_folder(name)) {
            facts.user_databases.push_back(name);
        }
    }
    if (error) {
        throw SystemError("cannot read the data folder " + folder.string(), error.value());
    }
    std::sort(facts.user_databases.begin(), facts.user_databases.end());
}

bool another_process_locks(const std::filesystem::path& path) {
    const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        if (errno == ENOENT) {
            return false;
        }
        throw SystemError("cannot open " + path.string(), errno);
    }
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor.get(), F_GETLK, &lock) != 0) {
        throw SystemError("cannot ask who locks " + path.string(), errno);
    }
    return lock.l_type != F_UNLCK;
}

std::optional<std::filesystem::file_time_type> time_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    if (!error) {
        return time;
    }
    if (error == std::errc::no_such_file_or_directory) {
        return std::nullopt;
    }
    throw SystemError("cannot examine " + path.string(), error.value());
}

/// A state transfer ends with the provider writing the history that it brought; until then there is a zero UUID. A mark
/// that is older than that is a left-over. Source: galera, galera/src/replicator_str.cpp (request_state_transfer()).
bool has_gone_on_since(std::filesystem::file_time_type transfer_began_at, const std::filesystem::path& saved_state) {
    const auto written_at = time_of(saved_state);
    const auto text = read_file(saved_state);
    if (!written_at || !text || *written_at <= transfer_began_at) {
        return false;
    }
    try {
        return !SavedState::parse(*text).history.is_nil();
    } catch (const ParseError&) {
        return false;
    }
}

} // namespace

bool needs_recovery(const DiskFacts& facts) {
    return facts.folder == DataFolder::initialised && !facts.transfer_in_progress && !facts.recovery_is_forced &&
           !has_clean_position(facts, read_states(facts));
}

Evidence assess(const DiskFacts& facts, const std::optional<RecoveryOutcome>& outcome) {
    const ReadStates states = read_states(facts);
    JudgedData judged = judge_data(facts, states, outcome);
    Evidence evidence;
    evidence.data = judged.state;
    evidence.position = judged.position;
    evidence.remark = std::move(judged.remark);
    judge_membership(evidence, facts, states);
    if (set_out_to_join(facts, states) && evidence.membership != Membership::never &&
        evidence.membership != Membership::unknown) {
        reached(Probe::disk_left_behind);
        evidence = left_behind(facts, std::move(evidence));
    }
    if (evidence.membership == Membership::view && transfer_has_not_finished(facts, evidence)) {
        evidence.joined = facts.memory.joined_member;
        if (!evidence.joined && evidence.members.size() == 1) {
            // Whom it joined did not tell its UUID: it may have been any node.
            evidence.membership = Membership::left;
            evidence.members.clear();
        }
    }
    NodeMemory memory = facts.memory;
    if (states.view && !is_view_of_another_node(facts, *states.view)) {
        memory.add_identity(states.view->own);
    }
    evidence.identities = memory.identities;
    return evidence;
}

bool server_holds(const std::filesystem::path& data_folder) {
    return another_process_locks(data_folder / "ibdata1") || another_process_locks(data_folder / "aria_log_control");
}

DiskEvidence::DiskEvidence(Places places, NodeMemoryFile memory, PositionRecovery& recovery)
    : places_(std::move(places)), memory_(std::move(memory)), recovery_(recovery) {}

DiskFacts DiskEvidence::gather() const {
    DiskFacts facts;
    examine_folder(places_.data_folder, facts);
    facts.saved_state = read_file(places_.provider_folder / SavedState::file_name);
    facts.view_state = read_file(places_.provider_folder / ViewState::file_name);
    facts.recovery_is_forced = places_.recovery_is_forced;
    facts.memory = memory_.load();
    facts.is_read_in_servers_unit = places_.is_read_in_servers_unit;
    facts.keeps_views = places_.keeps_views;
    facts.provider_folder_is_apart =
        places_.provider_folder.lexically_normal() != places_.data_folder.lexically_normal();
    const auto transfer_began_at = time_of(places_.data_folder / "sst_in_progress");
    facts.transfer_in_progress =
        transfer_began_at && !has_gone_on_since(*transfer_began_at, places_.provider_folder / SavedState::file_name);
    facts.data_is_as_it_joined = !facts.memory.joined_from.empty() && facts.memory.joined_from == print_of_data();
    return facts;
}

std::string DiskEvidence::print_of_data() const {
    // In hexadecimal the longest print there can be fits a line of the memory (inih takes 200 bytes).
    std::ostringstream print;
    print << std::hex;
    for (const char* name : {"ibdata1", "ib_logfile0", "aria_log_control"}) {
        struct stat status {};
        if (::stat((places_.data_folder / name).c_str(), &status) == 0) {
            print << status.st_ino << '/' << status.st_size << '/' << status.st_mtim.tv_sec << '.'
                  << status.st_mtim.tv_nsec << ' ';
        } else if (std::string_view(name).starts_with("ib")) {
            // InnoDB keeps its files elsewhere, so what this print shows would not change with its data.
            return "";
        }
    }
    std::string text = print.str();
    text.pop_back();
    return text;
}

RecoveryOutcome DiskEvidence::recover(NodeMemory& memory, const std::function<void()>& before_recovery) {
    if (!memory.recovered_from.empty() && memory.recovered_from == print_of_data()) {
        return {RecoveredPosition{memory.recovered_position}, ""};
    }
    before_recovery();
    try {
        RecoveryOutcome outcome{recovery_.recover(), ""};
        memory.recovered_position = outcome.recovered->position;
        memory.recovered_from = print_of_data();
        return outcome;
    } catch (const InconclusiveRecovery& error) {
        if (places_.is_read_for_a_start) {
            throw;
        }
        return {std::nullopt, error.what(), false};
    } catch (const Error& error) {
        return {std::nullopt, error.what()};
    }
}

Evidence DiskEvidence::read(const std::function<void()>& before_recovery) {
    if (server_holds(places_.data_folder)) {
        throw Error("a server is running on " + places_.data_folder.string() +
                    ": its position can only be told when it is down");
    }
    DiskFacts facts = gather();
    std::optional<RecoveryOutcome> outcome;
    NodeMemory memory = facts.memory;
    if (needs_recovery(facts)) {
        outcome = recover(memory, before_recovery);
    }
    RememberedEvidence remembered = remember_evidence(std::move(memory), assess(facts, outcome), Uuid::random());
    if (remembered.memory != facts.memory) {
        memory_.save(remembered.memory);
    }
    return std::move(remembered.evidence);
}

} // namespace galera_initiator
