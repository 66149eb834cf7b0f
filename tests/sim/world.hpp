#pragma once

#include "coverage.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "evidence/disk_evidence.hpp"
#include "evidence/published_record.hpp"
#include "evidence/remembering.hpp"
#include "exemptions.hpp"
#include "ledger.hpp"
#include "rule.hpp"
#include "step_run.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A cluster of database servers, their disks, their machines and their network, with the product's own evidence,
// record and decision on each node. Nothing in it is left to chance: what happens is told by events, one at a time, and
// every random choice is a number in an event, so that a story with events left out is a story as well.

namespace galera_initiator::sim {

/// A set of nodes: bit n is node n.
using Nodes = std::uint32_t;

constexpr Nodes only(std::size_t node) {
    return Nodes{1} << node;
}
constexpr bool has(Nodes nodes, std::size_t node) {
    return (nodes >> node & 1U) != 0;
}
std::size_t count(Nodes nodes);

constexpr std::size_t most_members = 10; ///< nine nodes and an arbitrator

/// What the software on the machines of a history can.
struct Abilities {
    bool servers_tell_state = true;    ///< they have a wsrep_status_file
    bool nodes_start_together = false; ///< [start] together = yes
};

/// What stays the same for a whole history.
struct Setup {
    Setup(std::size_t node_count, Policies policies, const Rule& rule, Abilities abilities = {});

    std::size_t node_count;
    Policies policies;
    const Rule& rule;
    Abilities abilities;
    std::vector<NodeAddress> addresses;
    std::vector<NodeSettings> settings; ///< of each node
    std::string settings_print;
    bool majority_is_due_at_once = false; ///< no start waits for all first

    /// Data nodes first, then the arbitrators.
    [[nodiscard]] std::size_t member_count() const { return node_count + policies.arbitrators; }
    [[nodiscard]] Nodes data_nodes() const { return only(node_count) - 1; }
};

/// grastate.dat or gvwstate.dat.
enum class File : std::uint8_t { missing, empty, whole };

/// What survives a power cut, and (marked) what only the oracle knows of it.
struct Disk {
    DataFolder folder = DataFolder::empty;
    Log durable = 0;
    bool transfer_mark = false;
    File saved_file = File::missing;
    Uuid saved_history;
    std::int32_t saved_seqno = -1;
    bool saved_flag = false;
    std::uint32_t saved_file_id = 0;      ///< which file that is
    std::uint32_t saved_file_written = 0; ///< when it was last written
    File view_file = File::missing;
    ViewState view;
    bool has_unfinished_view = false; ///< gvwstate.dat.tmp is there: the disk was full
    std::uint32_t data_changes = 0;   ///< what the data's files look like
    std::string lineage;              ///< text of the file that is beside the data; empty: there is none
    NodeMemory memory;
    bool has_memory = false; ///< the file is there

    bool view_was_torn = false; ///< oracle: since it was last written
    bool has_lost_view = false; ///< oracle: it was torn once, or there was no room for it
    /// oracle: joined another component than it had decided to, and has not heard whom
    bool was_led_elsewhere = false;
    /// oracle: its data folder was put into this place amid a join, whose lineage it is not of
    bool is_folder_of_before_join = false;
    int copied_component = -1;   ///< oracle: whose view was copied before the last stop
    int view_component = -1;     ///< oracle: the component that the view file names
    int replaced_component = -1; ///< oracle: of the view whose place an agreed one has taken
    int last_component = -1;     ///< oracle: the last primary component that this disk was in
    bool is_whole = true;        ///< oracle: false while a state transfer has filled a part of it
    bool is_given_up = false;    ///< oracle: the operator said so, or the group voted it inconsistent

    bool is_of_before = false; ///< oracle: its data folder was put back; until it has been in a component again
    bool is_put_back = false;  ///< oracle: with all that the node remembered; until it has been in a component again

    bool has_forgotten = false; ///< oracle: some of its member UUIDs

    void write(Log log) {
        durable = log;
        ++data_changes;
    }
};

/// Where the server's unit is, and what is at work for it.
enum class Phase : std::uint8_t {
    off,          ///< the machine has no power
    down,         ///< nothing to do
    publishing,   ///< galera-initiator-record.service, at boot: publish
    preparing,    ///< ExecStartPre=: prepare, decide but for its rounds, hand-over
    deciding,     ///< decide asks its peers
    handing_over, ///< all decided, and the server is about to start
    starting,     ///< the server is not ready
    ready,        ///< the server is ready; ExecStartPost=: after-start
    running,
    stop_saving,     ///< ExecStop=: before-stop
    stop_leaving,    ///< the server's provider leaves and closes
    stop_writing,    ///< the server writes the last of its data
    stop_publishing, ///< ExecStopPost=, also after a crash: after-stop
};

/// The files of a node, as far as its steps touch them.
enum class PlayedFile : std::uint8_t {
    memory,
    record,
    saved_state,
    lineage,
    view,
    unfinished_view,
    word,
    decision,
    phases,
    environment,
    call,
    server_status,
    write_set_cache ///< what it holds is not played: only who gives up its data removes it
};

/// Into the file that is there, or as another one in its place.
enum class Writing : std::uint8_t { in_place, anew };

/// Where a node is, for stories and for what is counted: its phase, or what its step has stopped before.
enum class Place : std::uint8_t {
    off,
    down,
    publishing,
    preparing,
    deciding,
    handing_over,
    starting,
    ready,
    running,
    stop_saving,
    stop_leaving,
    stop_writing,
    stop_publishing,
    writing_memory,
    writing_record,
    telling,    ///< the same, of a start that waits: its claim and choice
    announcing, ///< the same, of a start that has decided
    writing_decision,
    writing_environment,
    writing_phases,
    writing_call,
    writing_saved_state,
    writing_lineage,
    removing_view,
    removing_word,
    archiving,
    recovering,
    asking,
};
constexpr std::size_t place_count = 28;

Place place_of(const struct Node& node);

bool is_deciding(const struct Node& node);

/// Was this node's last start to join somebody, and has its server not been seen up since?
bool set_out_to_join(const NodeMemory& memory);

/// The server's unit, as galera_init is told its name.
inline constexpr const char* server_unit = "mariadb.service";

/// How far a server has come with the data of its component.
enum class Transfer : std::uint8_t {
    outside,     ///< in no primary component since it started
    sst_begun,   ///< grastate.dat zeroed
    sst_partial, ///< data partly replaced
    sst_filled,  ///< data whole, grastate.dat not yet
    ist_begun,   ///< its own data is whole, what it lacks has not come yet
    synced,
};

struct Server {
    bool is_alive = false;
    bool is_by_hand = false;
    bool bootstraps = false; ///< so it was started
    bool has_restored_view = false;
    bool has_merged = false;         ///< oracle: by itself, after it had been in a component
    bool has_changed_branch = false; ///< oracle: by that, at some time since it was started
    bool avoids_incremental_transfer = false;
    bool runs_ddl = false;
    bool is_paused = false;  ///< by a donor's script or a backup
    bool saved_flag = false; ///< safe_to_bootstrap in the provider's memory
    Log view_to_apply = 0;   ///< of its component: grastate.dat tells of it once all before it is applied; 0: it does
    bool has_view_of_one = false;
    Transfer transfer = Transfer::outside;
    std::uint8_t donor = 0;
    int group = -1;            ///< whom it is in contact with
    int last_component = -1;   ///< the last primary component that it was in, or whose view it restored
    std::vector<Uuid> fellows; ///< the members of that, if it was in it
    Uuid identity;
    bool has_position = false; ///< it offers the data on its disk to whom it joins
    Log applied = 0;
    Log received = 0;
};

/// Servers in contact with each other.
struct Group {
    Nodes members = 0;
    Nodes left = 0; ///< cleanly, since the component was formed
    bool is_primary = false;
    int component = -1; ///< of a primary one
};

/// oracle: a primary component, for ever.
struct Component {
    Nodes members = 0;
    Nodes data_members = 0;
    int branch = 0;                               ///< a new one for each bootstrap by an operator's word
    Log head = 0;                                 ///< as far as its members went
    std::optional<Uuid> agreed_on = std::nullopt; ///< the claim, by its members; it has not formed itself
    bool lost_members_amid = false;               ///< not all that were to form it have got its view: it has no state
};

struct Answer {
    bool is_sampled = false;
    Hearing hearing = Hearing::unreachable;
    std::shared_ptr<const Record> record;
    PeerAnswer answer;              ///< as the product gets it
    std::uint32_t version = 0;      ///< of what the node tells
    bool is_put_back_since = false; ///< oracle: a snapshot took the place of the data that it tells of
};

/// What the world knows of a start: of its step decide.
struct Start {
    Record own; ///< as it was published last
    Verdict verdict;
    std::vector<Answer> answers; ///< of the round that is asked now
    std::optional<Choice> choice;
    std::optional<RunningHistory> joined;
    bool operator_asks = false;
    bool provider_allows = false;
    bool majority_is_due = false;
    bool has_decided = false;           ///< something, be it to wait
    Nodes given_up = 0;                 ///< oracle: by the words that were heard and counted
    std::vector<std::uint32_t> checked; ///< the versions that S5 was asserted of last
    std::uint8_t turns_given = 0;
    bool has_heard_component = false; ///< oracle: after-start knows for certain whose it is
};

/// A start whose unit still waits for the one that publishes the record.
struct QueuedStart {
    bool operator_asks = false;
};

struct Node {
    Disk disk;
    std::shared_ptr<const Disk> snapshot;
    std::shared_ptr<const Disk> unmounted; ///< the data folder that is not mounted, of which the memory does not count
    Server server;
    Phase phase = Phase::off;
    std::optional<StepRun> run;   ///< of the unit
    std::optional<StepRun> watch; ///< galera-initiator-watch.service
    int followed_component = -1;  ///< when its record was last made, or begun; -1: none
    bool followed_synced = false; ///< the same
    std::optional<Log> unwritten; ///< of a server whose provider has closed: what it has not written down yet
    bool is_seen_up = false;      ///< its watch has looked since its unit has been up
    bool snmpd_is_down = false;
    bool disk_is_full = false; ///< the data folder's
    std::uint32_t invocation = 0;
    std::chrono::milliseconds clock{1000};
    Uuid boot;
    std::optional<PublishedRecord> published;
    std::string decision; ///< what the steps of one start hand on to each other; empty: no such file
    std::string phases;
    std::string environment;
    std::string call;
    std::shared_ptr<const Record> told; ///< what an agent tells now; null: nothing that can be believed
    std::shared_ptr<const Record> told_before;
    std::array<std::string, 3> texts; ///< the agent's, with a record up to where its time stands
    bool is_told = false;             ///< these are of now
    std::uint32_t version = 0;
    std::optional<Override> word;
    std::optional<QueuedStart> queued_start;
    Start start;
};

enum class Kind : std::uint8_t {
    boot,        ///< power on
    start,       ///< systemctl start
    step,        ///< one step of whatever the node is at
    ask,         ///< a: whom; b: whose answers get lost; c: whose ports are not reached either
    decide,      ///< with the answers of this round
    commit,      ///< on the component of the node; a: how many; b: who applies them; c: who flushes them
    apply,       ///< a: how many; b: flushes
    transfer,    ///< a stage of a state transfer
    give_up,     ///< a server that waits for a component in vain is ended
    stop,        ///< systemctl stop
    kill,        ///< a: which processes; b: which of them have left their component, but not removed its view yet
    cut,         ///< a: which machines lose power; b: torn gvwstate.dat; c: torn grastate.dat
    amid_view,   ///< a: who loses power first; b: which of the others still write the next view before all do
    link,        ///< a: the nodes on the one side of a partition; 0: none
    part_amid,   ///< a: whom the network parts from the others once they have all agreed that they re-form a component,
                 ///< just before that reaches these
    snmp,        ///< the node is not heard by a
    snmpd,       ///< the node's agent stops or comes back
    lose_data,   ///< the data folder
    lose_disk,   ///< the whole disk
    lose_memory, ///< in stories only; a: 0 all of it, 1 how the cluster address names the nodes now, 2 which of the
                 ///< members is the arbitrator: it takes the last node for that
    snapshot,    ///< of the whole disk
    put_back,    ///< the last snapshot; a: 0 the data folder, 1 what the node remembers as well
    copy_folder, ///< a: of whose data folder, in the place of this node's; b: written into the files that are there
    mount,       ///< the data folder's disk, which was mounted before, is not mounted any more, or is again
    fill,        ///< the data folder's disk is full, so that no view can be written down, or has room again
    by_hand,     ///< mariadbd beside the unit; a: 0 with --wsrep-new-cluster, 1 to join
    end_by_hand, ///< a: cleanly
    new_cluster, ///< galera_new_cluster
    word,        ///< a: which; b: who is assumed lost
    ddl,         ///< begins or ends
    pause,       ///< the provider is paused or goes on
    inconsistent,
    due,        ///< [start] majority_after has passed
    arbitrator, ///< garbd starts or ends
    follow,     ///< the watch looks at its server, which is up
};

struct Event {
    Kind kind = Kind::step;
    std::uint8_t node = 0;
    std::uint16_t a = 0;
    std::uint16_t b = 0;
    std::uint16_t c = 0;
    bool operator==(const Event&) const = default;
};

/// What must never happen, and did.
struct Violation {
    std::string invariant; ///< "S1"
    std::string what;
    std::vector<std::string> marks = {}; ///< what tells its kind from others: World::circumstances(), reasons
};

class World {
public:
    World(std::shared_ptr<const Setup> setup, std::uint64_t seed);

    /// @returns false if nothing can happen like that now; nothing has happened then
    bool apply(const Event& event);

    /// A cluster that has been running for a while: all nodes in one component, some transactions everywhere.
    void begin_running();
    /// Machines that were just set up, without data.
    void begin_fresh();

    [[nodiscard]] const Setup& setup() const { return *setup_; }
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
    [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
    [[nodiscard]] const std::vector<Component>& components() const { return components_; }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] bool is_linked(std::size_t left, std::size_t right) const;
    [[nodiscard]] bool hears(std::size_t asker, std::size_t told) const { return !has(deaf_to_[asker], told); }
    [[nodiscard]] std::size_t node_count() const { return setup_->node_count; }
    [[nodiscard]] std::uint64_t decisions() const { return decisions_; }
    [[nodiscard]] int branches() const { return branches_; }
    [[nodiscard]] Nodes deaf_to(std::size_t node) const { return deaf_to_[node]; }
    [[nodiscard]] Nodes one_side() const { return one_side_; }

    /// The primary component that this node's server is in now; -1: none.
    [[nodiscard]] int component_of(std::size_t node) const;
    /// Is this node's server in a primary component now?
    [[nodiscard]] bool is_primary(std::size_t node) const;
    /// The members of the last primary component, where no word has made more than one; and its number.
    [[nodiscard]] int last_component(int branch) const;
    /// Disks of that component that still hold their data, servers that run included.
    [[nodiscard]] Nodes surviving(int component) const;
    /// Does something on the node's disk show that its data is whole, if it is?
    [[nodiscard]] bool shows_whole_data(std::size_t node) const;
    /// What a node's disk that is not mounted holds of that component; 0: nothing.
    [[nodiscard]] Log held_unmounted(std::size_t node, int component) const;
    [[nodiscard]] Log held(std::size_t node) const; ///< on disk, or by a server that runs

    /// Has an operator said something that no start has gone by yet?
    [[nodiscard]] bool has_pending_word() const;

    /// Why the node waits or refused, for people.
    [[nodiscard]] std::string state_of(std::size_t node) const;

    std::vector<std::string>* story = nullptr; ///< what happens, in sentences
    std::optional<Violation> violation;        ///< the first one
    bool has_split = false;                    ///< S1 was violated
    bool has_lost = false;                     ///< S2 or S4 was violated: it went on without what a disk held
    bool has_erased = false;                   ///< S3 was violated
    bool words_were_spoken = false;
    bool has_run_by_hand = false;
    bool has_run_by_hand_beside_start = false; ///< of another node, or after it was decided there
    bool has_run_ddl = false;
    bool has_put_back = false;
    bool has_copied_without_lineage = false; ///< of one node to another one, the file beside the data being away
    bool has_put_back_unfollowed = false;    ///< from a view that its watch had not looked at, or amid a start together
    bool has_formed_without_data = false;    ///< a component of nodes none of which had been given all
    bool has_left_start_together = false;    ///< before it was seen up
    bool has_left_unheard =
        false; ///< left a component with a later timeline, which nobody has told it while it was there
    bool has_unmounted = false;
    bool has_come_to_later_start = false;    ///< of the one that a node set out to join
    bool has_hidden_first_bootstrap = false; ///< below a mount, or above what is below it

    // As the steps see their machine.
    [[nodiscard]] std::optional<std::string> read_file(std::size_t node, PlayedFile file) const;
    [[nodiscard]] bool has_file(std::size_t node, PlayedFile file) const;
    void write_file(std::size_t node, PlayedFile file, std::string_view text, Writing writing);
    void write_saved_state(std::size_t node, const Uuid& history, std::int32_t seqno, bool flag,
                           Writing writing = Writing::in_place);
    void touch_saved_state(std::size_t node, Writing writing = Writing::in_place);
    void remove_file(std::size_t node, PlayedFile file);
    [[nodiscard]] DatabaseLook look_at_database(std::size_t node) const;
    [[nodiscard]] std::string mark_of_data_folder(std::size_t node) const;
    [[nodiscard]] std::string print_of_saved_state(std::size_t node) const;
    [[nodiscard]] FolderSigns signs_of_folder(std::size_t node) const;
    [[nodiscard]] std::string print_of_data(std::size_t node) const;
    [[nodiscard]] RecoveredPosition recover_position(std::size_t node) const;
    [[nodiscard]] UnitState unit_state(std::size_t node) const;
    [[nodiscard]] std::string command_line(std::size_t node) const;
    std::vector<PeerAnswer> give_answers(std::size_t node, const std::vector<NodeAddress>& nodes, Step step);
    Verdict decide_in(std::size_t node, const Situation& situation);
    Uuid draw_uuid() { return new_uuid(); }

    bool checks_other_deciders = true;            ///< S5
    bool counts_what_a_majority_gives_up = false; ///< S2 is asserted of that with wait_for = majority, too
    bool grants_exemptions = true;                ///< if not, only what an invariant does not speak of is passed over
    mutable ExemptionCounts exempted{};
    Coverage* coverage = nullptr; ///< gets what happens

    /// Is this to be passed over, as it is the case? Counts it.
    bool is_exempt(Exemption exemption, bool is_the_case) const;
    /// Circumstances that tell kinds of violations apart: "majority", "words".
    [[nodiscard]] std::vector<std::string> circumstances() const;

private:
    friend class Canonical;

    Uuid new_uuid();
    Uuid raised(const Uuid& identity) const;
    void say(std::string sentence);
    [[nodiscard]] std::string name(std::size_t node) const;
    [[nodiscard]] std::string names(Nodes nodes) const;
    /// @param marks  of this violation alone, beside those of the world
    void violate(const char* invariant, std::string what, const std::vector<std::string>& marks = {});

    bool happen(const Event& event);

    // The unit's life.
    bool boot(std::size_t node);
    bool begin_start(std::size_t node, bool operator_asks);
    void begin_queued_start(std::size_t node);
    bool step(std::size_t node);
    void begin(std::size_t node, Phase phase, Step step, const char* service_result = "");
    void settle(std::size_t node);
    void go_to(std::size_t node, Step after, const std::string& failure);
    void enter(std::size_t node, Phase phase);
    bool watch(std::size_t node);
    void note_followed(std::size_t node);
    bool follow(std::size_t node);
    void look_at_leaver(std::size_t node);
    [[nodiscard]] StepRun watch_of(std::size_t node, Step step) const;
    void await_lock(std::size_t node);
    void stop_start(std::size_t node);
    void stop_amid_start(std::size_t node);
    void refresh_told(std::size_t node);
    void tell(std::size_t node);
    void take_note_of_record(std::size_t node);

    // What the operator and the peers see.
    void begin_round(std::size_t node);
    [[nodiscard]] Answer answer_of(std::size_t asker, std::size_t asked, bool is_lost, bool port_is_lost);
    bool ask(std::size_t node, Nodes asked, Nodes lost, Nodes ports_lost);
    bool decide(std::size_t node);
    bool put_back(std::size_t node, bool with_memory, bool with_lineage);
    bool copy_folder(std::size_t node, Nodes source, Writing writing);
    bool mount(std::size_t node);
    bool speak_word(std::size_t node, std::uint16_t kind, Nodes lost);

    // The server.
    void start_server(std::size_t node, bool bootstraps, bool by_hand);
    [[nodiscard]] bool takes_another_position(std::size_t node) const;
    [[nodiscard]] bool is_handed_position(std::size_t node) const;
    void bootstrap_server(std::size_t node, bool by_hand);
    void crash_server(std::size_t node, const char* service_result = "signal");
    void end_process(std::size_t node, const char* service_result = "signal");
    void lose_power(std::size_t node, bool tears_view, bool tears_saved);
    [[nodiscard]] bool knows_other_timelines_than_its_component(std::size_t node) const;
    void leave_component(std::size_t node);
    void close_provider(std::size_t node);
    void end_server(std::size_t node);
    void apply_view(std::size_t node);
    void regroup();
    [[nodiscard]] Nodes in_contact(std::size_t node) const;
    [[nodiscard]] Group contact_group(Nodes contact) const;
    [[nodiscard]] int find_restorable(Nodes members) const;
    [[nodiscard]] bool can_form_again(Nodes members, const Server& remembers) const;
    void form(Group& group);
    void restore(Group& group, int component);
    void install(Group& group, Nodes synced, Log head, int branch);
    [[nodiscard]] std::vector<Uuid> identities_of(Nodes members) const;
    void write_view(std::size_t node, const std::vector<Uuid>& members, int component);
    [[nodiscard]] bool is_whom_it_set_out_to_join(std::size_t node, Nodes synced) const;
    [[nodiscard]] std::array<int, most_members> branches_of_disks() const;
    void admit(std::size_t node, Nodes synced, Log head, int branch_before);
    void end_incremental_transfer(std::size_t node);
    [[nodiscard]] bool has_arbitrator(int group) const;
    [[nodiscard]] static bool has_what_to_form_from(const Server& server);
    bool end_hopeless_joiners();
    void get_ready(std::size_t node);
    bool advance_transfer(std::size_t node);
    void flush(std::size_t node);
    bool commit(std::size_t node, const Event& event);
    bool lose_memory(std::size_t node, std::uint16_t what);
    bool power_cut_amid_view(const Event& event);

    // The oracle.
    [[nodiscard]] bool gives_up_data(std::size_t node, const NodeMemory& memory) const;
    void part_amid_forming(Group& group, int component, Nodes parted);
    [[nodiscard]] bool comes_to_later_start(std::size_t node, Nodes synced) const;
    int branch_of_agreed(Nodes members, Log head);
    [[nodiscard]] bool begins_branch_unheard(std::size_t node, int branch) const;
    int agreed_component(std::size_t node, const ViewState& view);
    void check_components();
    [[nodiscard]] Nodes given_up_by_word(const Situation& situation) const;
    [[nodiscard]] bool is_misled(std::size_t node, Nodes given_up) const;
    [[nodiscard]] std::vector<std::string> marks_of_lineage(std::size_t node) const;
    [[nodiscard]] std::vector<std::string> marks_of_join(std::size_t node) const;
    [[nodiscard]] bool is_vouched_for(std::size_t node, std::size_t other) const;
    [[nodiscard]] bool is_given_up_by_majority(std::size_t node, std::size_t other, int component) const;
    [[nodiscard]] bool is_put_back_since(std::size_t node, std::size_t other) const;
    [[nodiscard]] bool is_put_back_unheard(std::size_t node, std::size_t other) const;
    [[nodiscard]] int last_surviving_component(int branch) const;
    void check_start_of_component(std::size_t node, int parent_branch, Log chosen, bool is_new_history, Nodes given_up);
    void check_join(std::size_t node, Log by, bool is_astray, const char* how);
    void check_replacement(std::size_t node, Log by, const char* how);
    void check_same_winner(const Situation& situation, const Verdict& verdict);

    std::shared_ptr<const Setup> setup_;
    std::uint64_t uuid_seed_;
    std::uint32_t uuids_ = 0;
    std::uint32_t invocations_ = 0;
    std::uint64_t answers_ = 0; ///< that were given, so that each has a later time
    std::uint64_t decisions_ = 0;
    std::uint32_t file_writes_ = 0; ///< so that each has a later time, and each new file another mark
    Ledger ledger_;
    std::vector<Uuid> histories_;
    std::vector<Node> nodes_;
    std::vector<Group> groups_;
    std::vector<Component> components_;
    int branches_ = 1;
    Nodes one_side_ = 0;
    Nodes parted_amid_ = 0; ///< once they re-form a component; 0: nobody
    std::array<Nodes, most_members> deaf_to_{};
};

/// Has its watch anything to look at?
bool is_to_follow(const World& world, std::size_t node);

/// What the node does next by itself, if nothing goes wrong.
Event next_of(const World& world, std::size_t node);

} // namespace galera_initiator::sim
