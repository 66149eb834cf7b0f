#include "common/error.hpp"
#include "common/files.hpp"
#include "common/lists.hpp"
#include "common/printable.hpp"
#include "common/utc_time.hpp"
#include "deciding/initiator.hpp"
#include "decision/assumptions.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/state_file_changes.hpp"
#include "evidence/view_state.hpp"
#include "node/new_cluster_call.hpp"
#include "steps/files_of_start.hpp"
#include "steps/handed_files.hpp"
#include "steps/own_evidence.hpp"
#include "steps/steps.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

/// Root has seen a Galera node when the unit was loaded: as another server it would go its own way beside the cluster.
void refuse_to_start_without_galera(const StepContext& context) {
    if (!context.cluster_address) {
        return;
    }
    const auto denied = context.machine.configuration.denied_option_files();
    throw ConfigurationError(
        "the server would start without Galera, though it is a node of " + *context.cluster_address + ": " +
        (denied.empty() ? "its settings were changed since the unit was loaded. 'galera_check config' tells what is "
                          "missing: set it again, and start again. Only if this is to be no node of the cluster any "
                          "more, run 'systemctl daemon-reload': the server that starts then goes its own way beside it"
                        : "its user may not read " + listed(denied) +
                              ". Let it, for example with 'chgrp mysql' and 'chmod g+r', and start again"));
}

/// A person works on this node: not even its evidence is read, which may take a recovery on the data.
void refuse_while_held(const StepContext& context) {
    const auto hold = load_hold(context.machine.files, context.places);
    if (!hold) {
        return;
    }
    const std::string message = sentence(*hold, unit_for_people(context.unit));
    context.announcer.show_status(message);
    context.announcer.announce({message_id::held,
                                Urgency::warning,
                                message,
                                {{"GALERA_DECISION", std::string(word(Action::refuse))},
                                 {"GALERA_REASON", std::string(word(Reason::held))},
                                 {"GALERA_USER", hold->by}}});
    throw Refusal(message);
}

void announce_drift(const StepContext& context, const NodeSettings& settings, const ClusterAddress& used) {
    if (!context.cluster_address) {
        return;
    }
    const ClusterAddress configured = settings.cluster_address(std::nullopt);
    if (configured.to_string() != used.to_string()) {
        context.announcer.announce({message_id::cluster_address_differs,
                                    Urgency::warning,
                                    "The cluster address is now " + configured.to_string() +
                                        ", but the unit still has " + used.to_string() +
                                        ", which this start goes by: run 'systemctl daemon-reload', and should this "
                                        "start wait then, 'systemctl restart " +
                                        unit_for_people(context.unit) + "'.",
                                    {}});
    }
}

void announce_tidying(const StepContext& context, const NodeSettings& settings) {
    if (const auto text = settings.tidied_text()) {
        context.announcer.announce({message_id::cluster_address_tidied,
                                    Urgency::notice,
                                    "wsrep_cluster_address '" + printable(*text) + "' is read as " +
                                        settings.cluster_address(std::nullopt).to_string() + ".",
                                    {}});
    }
}

void announce_unless_authenticated(const StepContext& context, const PeerGatherer& gatherer) {
    if (!gatherer.is_authenticated()) {
        context.announcer.announce({message_id::answers_not_authenticated,
                                    Urgency::notice,
                                    "The answers of the peers are not authenticated: whoever can send packets in their "
                                    "place can forge them. See SNMPv3 in galera-initiator.conf(5).",
                                    {}});
    }
}

NewClusterCall hear_new_cluster_call(const StepContext& context, const Policies& policies) {
    const NewClusterCall call = new_cluster_call(context);
    if (call == NewClusterCall::left_over) {
        context.announcer.announce(
            {message_id::bootstrap_flag_ignored,
             Urgency::warning,
             "Ignores a bootstrap flag that was left over, or that a playbook or a person has set: "
             "galera_new_cluster is not running." +
                 std::string(policies.fresh == Policies::Fresh::first
                                 ? ""
                                 : " To bootstrap here, run galera_new_cluster. For machines that are installed one at "
                                   "a time, set fresh = first in the [cluster] section of /etc/galera-initiator.conf."),
             {}});
    }
    return call;
}

/// An earlier start's, for the next one to go on telling. It is for people only, so none where it cannot be read.
std::optional<FailedStarts> load_failed_starts(const PublishedRecordFile& file) {
    try {
        const auto published = file.load();
        return published ? published->record.failed_starts : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// grastate.dat's own flag, as the provider would take it, which allows a bootstrap where the file is absent or empty.
/// Beside data that has a position an empty one is a loss, and vouches for nothing. Source: galera,
/// galera/src/saved_state.cpp (SavedState()).
bool provider_allows_bootstrap(const Files& files, const std::filesystem::path& provider_folder,
                               const Evidence& evidence) {
    const auto text = files.read(provider_folder / SavedState::file_name);
    if (!text || (text->empty() && !evidence.position)) {
        return true;
    }
    try {
        return SavedState::parse(*text).safe_to_bootstrap;
    } catch (const ParseError&) {
        return false;
    }
}

/// A choice of an earlier start binds this one, where it has crashed in a view.
void take_up_choice(Initiator::Start& start, const NodeMemory& memory) {
    if (start.policies.wait_for != Policies::WaitFor::majority || start.own.evidence->membership != Membership::view) {
        return;
    }
    start.choice = memory.choice;
    if (start.choice) {
        start.own.choice = start.choice->claim;
    }
}

/// As a new process, which reads everything anew.
void begin_again(const StepContext& context, const StartPhases& phases, std::string why) {
    context.announcer.announce({message_id::settings_changed, Urgency::notice, std::move(why), {}});
    write_phases(context, phases);
    context.machine.process.begin_again();
}

void begin_again_if_settings_change(const StepContext& context, const StartPhases& phases, std::string& known) {
    NodeConfiguration& configuration = context.machine.configuration;
    const std::string now = configuration.print();
    if (now == known) {
        return;
    }
    known = now;
    begin_again(context, phases, "The settings have changed: reads them and decides anew.");
}

/// Is this node the first of a new primary component, or are the others to follow it?
bool leads(const Verdict& verdict) {
    return verdict.action == Action::bootstrap || (verdict.action == Action::restore && !verdict.history_of);
}

/// What the peers hear from now on until the server is up.
Record record_of_start(Record last, const Verdict& verdict, const NodeMemory& memory) {
    last.status = leads(verdict) ? NodeStatus::bootstrapping : NodeStatus::joining;
    last.together = verdict.together;
    if (verdict.together) {
        last.member = last.evidence.value().identities.at(0);
    }
    last.evidence.reset();
    last.choice.reset();
    last.operator_word.reset();
    tell_lineage(last, memory);
    return last;
}

/// The part of a start that is about a Galera node.
class GaleraStart {
public:
    /// @param phases_so_far  of an earlier process of the same start
    GaleraStart(const StepContext& context, const NodeSettings& settings, std::string settings_print,
                const std::optional<StartPhases>& phases_so_far)
        : context_(context), machine_(context.machine), settings_(settings), settings_print_(std::move(settings_print)),
          address_(settings.cluster_address(context.cluster_address)), gatherer_(machine_.peers(settings.own.snmp)),
          is_begun_(phases_so_far), phases_(phases_so_far.value_or(StartPhases(machine_.clock.now()))),
          record_file_(machine_.files, context.places.published_folder()),
          memory_file_(machine_.files, context.places.state_folder()),
          provider_folder_(below(context.places.root, settings.server.provider_directory)),
          state_file_(machine_.files, below(context.places.root, settings.server.data_directory), provider_folder_,
                      memory_file_) {}

    void run() {
        announce_drift(context_, settings_, address_);
        if (!is_begun_) {
            announce_tidying(context_, settings_);
            announce_unless_authenticated(context_, *gatherer_);
        }
        phases_.enter(StartPhase::wait, machine_.clock.now());
        const auto lock = lock_evidence(context_);
        failed_starts_ = load_failed_starts(record_file_);
        await_end_of_transfer(context_, settings_, settings_.own.wait_limit);
        refuse_while_held(context_); // it may have waited for the lock and the transfer
        const Evidence evidence = read_own_evidence();
        machine_.files.remove_unfinished_copies(provider_folder_ / SavedState::file_name);
        // Before anything is remembered of this start, which may go on from what is shown in the place of unseen data.
        const Evidence shown = evidence.as_shown();
        if (shown.data == DataState::intact && has_seqno_beside(machine_.files, provider_folder_, *shown.position)) {
            state_file_.edit(
                [&] { correct_seqno(machine_.files, provider_folder_, *shown.position, machine_.archive, now()); });
            signs_as_read_ = state_file_.signs();
        }
        Initiator initiator(world(), start_with(evidence));
        const Initiator::Outcome outcome = initiator.run();
        refuse_while_held(context_);                             // the last round may have taken a while
        const Evidence& last = initiator.own().evidence.value(); // whom it goes by may have come to it
        const Evidence used = outcome.verdict.discards_data ? last : last.as_shown();
        begin_again_if_files_change();
        const NodeMemory memory = prepare_files(context_, settings_, used, outcome);
        publish_record(record_of_start(initiator.own(), outcome.verdict, memory));
        machine_.files.remove(context_.places.operator_word_file());
        phases_.enter(StartPhase::server, machine_.clock.now());
        write_phases(context_, phases_);
        const bool is_bootstrap = outcome.verdict.action == Action::bootstrap;
        write_decision(context_, {is_bootstrap ? HandedDecision::bootstrap : HandedDecision::join,
                                  brought_position(used, outcome.verdict), !settings_.server.status_file});
    }

private:
    /// For the archive.
    [[nodiscard]] std::string now() const { return time_for_archive(machine_.clock); }

    /// What is decided on is what was read.
    void begin_again_if_files_change() const {
        const bool has_changed = state_file_.signs() != signs_as_read_;
        if (has_changed || machine_.files.read(provider_folder_ / ViewState::file_name) != view_as_read_) {
            begin_again(context_, phases_,
                        (provider_folder_ / (has_changed ? SavedState::file_name : ViewState::file_name)).string() +
                            " has changed while this start waits, though no server of its unit ran: reads what is "
                            "there now and decides anew.");
        }
    }

    void publish_record(const Record& record) { record_file_.save({record, context_.unit, context_.unit}); }

    Evidence read_own_evidence() {
        phases_.enter(std::nullopt, machine_.clock.now());
        signs_as_read_ = state_file_.signs();
        view_as_read_ = machine_.files.read(provider_folder_ / ViewState::file_name);
        Evidence evidence = read_evidence(context_, settings_, EvidenceFor::start, [&] {
            Record recovering = blank_record(context_, settings_, NodeStatus::recovering);
            recovering.failed_starts = failed_starts_;
            publish_record(recovering);
            phases_.enter(StartPhase::recovery, machine_.clock.now());
        });
        phases_.enter(StartPhase::wait, machine_.clock.now());
        return evidence;
    }

    /// Who has not crashed in a view is bound by no choice now; an earlier one may bind again once that view is read.
    void keep_choice(std::optional<NodeMemory::Choice> choice, const Evidence& evidence) {
        if (evidence.membership != Membership::view) {
            return;
        }
        if (choice) {
            // Also where an agreed view has taken the place of the one that this node crashed in.
            choice->view = load_to_set_out(memory_file_, machine_.files, provider_folder_, evidence).last_view;
        }
        NodeMemory memory = memory_file_.load();
        memory.choice = std::move(choice);
        memory_file_.save(memory);
    }

    /// The members go into the memory before the file that names them goes. A choice binds nobody without that file.
    Evidence outlive_view(const Evidence& evidence) {
        memory_file_.save(memory_of_outlived_view(memory_file_.load(), evidence));
        state_file_.edit([&] {
            take_away_view(machine_.files, provider_folder_,
                           evidence.data == DataState::intact ? evidence.position : std::nullopt, machine_.archive,
                           now());
        });
        return read_own_evidence();
    }

    /// As for a start that sets out to join that node: its evidence leads on to it, however the start ends.
    Evidence go_by(const NodeSight& node) {
        const Evidence& its = node.record->evidence.value();
        const auto member = its.identities.empty() ? std::nullopt : std::optional(its.identities.front());
        const RunningHistory history{its.position->history(), its.lineage, node.address, member};
        const Evidence evidence = read_own_evidence();
        memory_file_.save(memory_before_join(load_to_set_out(memory_file_, machine_.files, provider_folder_, evidence),
                                             evidence, history, false));
        return read_own_evidence();
    }

    Initiator::Start start_with(const Evidence& evidence) {
        Initiator::Start start;
        start.nodes = address_.nodes();
        start.own = blank_record(context_, settings_, NodeStatus::initiating);
        start.own.evidence = evidence;
        start.own.failed_starts = failed_starts_;
        const OwnNode own_node = await_own_node(context_, settings_, address_);
        start.self = own_node.index.value();
        start.own_agent = own_node.agent;
        const NewClusterCall call = hear_new_cluster_call(context_, settings_.own.policies);
        start.operator_asks_for_bootstrap = call == NewClusterCall::live;
        start.bootstrap_flag_is_ignored = call == NewClusterCall::left_over;
        start.provider_allows_bootstrap = provider_allows_bootstrap(machine_.files, provider_folder_, evidence);
        start.wait_limit = settings_.own.wait_limit;
        start.unit = unit_for_people(context_.unit);
        start.policies = settings_.own.policies;
        start.majority_after = settings_.own.majority_after;
        start.own.settings = print_of_settings(start.nodes, start.policies);
        const NodeMemory memory = load_to_set_out(memory_file_, machine_.files, provider_folder_, evidence);
        if (can_start_together(memory)) {
            start.own.together = {memory.last_view->number, {}};
        }
        take_up_choice(start, memory);
        return start;
    }

    /// After a start that did not come to its end this node starts alone, or joins. To restore a view the provider
    /// needs just its members: an arbitrator that finds them is none.
    [[nodiscard]] bool can_start_together(const NodeMemory& memory) const {
        return settings_.own.starts_together && settings_.keeps_views() && settings_.own.policies.arbitrators == 0 &&
               has_been_seen_up(memory.unfinished_start) && memory.last_view;
    }

    Initiator::World world() {
        return {.gatherer = *gatherer_,
                .announcer = context_.announcer,
                .phases = phases_,
                .publish = [this](const Record& record) { publish_record(record); },
                .now = [this] { return machine_.clock.now(); },
                .sleep = [this](std::chrono::milliseconds time) { machine_.clock.sleep(time); },
                .operator_word = [this] { return load_operator_word(machine_.files, context_.places); },
                .keep_choice = [this](const std::optional<NodeMemory::Choice>& choice,
                                      const Evidence& own) { keep_choice(choice, own); },
                .outlive_view = [this](const Evidence& evidence) { return outlive_view(evidence); },
                .go_by = [this](const NodeSight& node) { return go_by(node); },
                .before_round =
                    [this] {
                        refuse_while_held(context_); // a start that waits as well
                        begin_again_if_settings_change(context_, phases_, settings_print_);
                        begin_again_if_files_change();
                    },
                .rule = machine_.rule,
                .new_claim = [this] { return machine_.process.random_uuid(); }};
    }

    const StepContext& context_;
    const Machine& machine_;
    const NodeSettings& settings_;
    std::string settings_print_;
    ClusterAddress address_;
    std::unique_ptr<PeerGatherer> gatherer_;
    bool is_begun_;
    StartPhases phases_;
    PublishedRecordFile record_file_;
    NodeMemoryFile memory_file_;
    std::filesystem::path provider_folder_;
    StateFile state_file_;
    FolderSigns signs_as_read_;
    std::optional<std::string> view_as_read_;
    std::optional<FailedStarts> failed_starts_;
};

} // namespace

void decide_start(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.end_cleanly_when_stopped();
    machine.process.stop_being_root();
    machine.files.remove(context.places.decision_file()); // of an earlier start, to which it is bound
    machine.files.remove(context.places.server_status_file());
    refuse_while_held(context);
    const auto phases_so_far = load_phases(context);
    std::string settings_print = machine.configuration.print();
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        refuse_to_start_without_galera(context);
        write_decision(context, {HandedDecision::plain});
        return;
    }
    machine.configuration.refuse_unsafe_options(settings);
    GaleraStart(context, settings, std::move(settings_print), phases_so_far).run();
}

} // namespace galera_initiator
