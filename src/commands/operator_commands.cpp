#include "commands/operator_commands.hpp"

#include "commands/operator_word.hpp"
#include "commands/present_cluster.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "decision/assumptions.hpp"
#include "decision/decide.hpp"
#include "decision/evidence_words.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"
#include "evidence/published_record.hpp"
#include "node/server_user.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <pwd.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

/// Stops being root before it hears anything.
PresentCluster look_now(const StepContext& context, const NodeSettings& settings) {
    return PresentClusterObserver::open(context, settings, Deafness::refused).look();
}

void print(const std::string& text) {
    std::printf("%s\n", text.c_str());
    std::fflush(stdout); // errors go to another stream, and are to come after it
}

/// @throws Error if a name is no configured node, or the node is not gone
std::vector<NodeAddress> find_lost(const Situation& situation, const std::vector<std::string>& names) {
    std::vector<NodeAddress> lost;
    for (const std::string& name : names) {
        const NodeAddress named = NodeAddress::parse(name);
        const auto node = std::find_if(situation.nodes.begin(), situation.nodes.end(), [&](const NodeSight& sight) {
            return sight.address.host() == name || sight.address == named;
        });
        if (node == situation.nodes.end()) {
            throw Error(name + " is none of the nodes in the cluster address");
        }
        if (is_held(*node)) {
            throw Error(name + " is not lost: it is " + in_words(*node->record->hold) +
                        ". When that work is done, run 'galera_init release' there");
        }
        if (!may_be_lost(*node)) {
            throw Error(name + " is not lost: it answers. Mend what keeps it from telling its evidence");
        }
        lost.push_back(node->address);
    }
    return lost;
}

/// Who is at the terminal. To be asked while this is still root's process: the login that it descends from (see
/// proc(5), /proc/pid/loginuid), else who called sudo(8), else the user that it runs as.
std::string name_of_operator() {
    constexpr unsigned no_login = static_cast<unsigned>(-1);
    const auto text = read_file("/proc/self/loginuid", 32);
    unsigned login = no_login;
    if (text) {
        std::from_chars(text->data(), text->data() + text->size(), login);
    }
    const char* caller = std::getenv("SUDO_USER"); // NOLINT(concurrency-mt-unsafe): one thread
    if (login == no_login && caller != nullptr) {
        return caller;
    }
    const uid_t user = login == no_login ? ::getuid() : login;
    const passwd* entry = ::getpwuid(user); // NOLINT(concurrency-mt-unsafe): one thread
    return entry == nullptr ? "user " + std::to_string(user) : entry->pw_name;
}

Announcement announcement_of(const Override& given, const std::string& user, const std::string& loss,
                             const std::string& heard) {
    Announcement announcement{message_id::word_given,
                              Urgency::warning,
                              user + " said " + std::string(word(given.kind)),
                              {{"GALERA_WORD", std::string(word(given.kind))}, {"GALERA_USER", user}}};
    for (const NodeAddress& node : given.lost) {
        announcement.message += " " + node.to_string();
        announcement.fields.emplace("GALERA_PEER", node.to_string());
    }
    announcement.message += " on this node. " + loss + "\nWhat was heard:\n" + heard;
    return announcement;
}

/// The peers read in the record of a node that is down whether it is held. Where another process has the lock, that one
/// publishes as soon as it can.
void publish_hold(const StepContext& context, const std::optional<Hold>& hold) {
    Files& files = context.machine.files;
    const auto lock = files.lock(context.places.lock_file(), Files::Patience::none);
    const PublishedRecordFile file(files, context.places.published_folder());
    auto published = lock ? file.load() : std::nullopt;
    if (published && published->record.status == NodeStatus::stopped) {
        published->record.hold = hold;
        file.save(*published);
    }
}

/// Which is done already, whatever becomes of this.
void try_to_publish_hold(const StepContext& context, const std::optional<Hold>& hold) {
    try {
        publish_hold(context, hold);
    } catch (const Error& error) {
        print(std::string("The peers are not told yet: ") + error.what() +
              ". Run 'systemctl start galera-initiator-record.service'.");
    }
}

/// @param phase  of the server's unit; none: it cannot be told
std::string what_hold_does(const std::string& unit, std::optional<UnitPhase> phase) {
    const std::string look = " Before you touch its data, see that nothing is at work on it, be it a position recovery "
                             "that had begun: 'systemctl status " +
                             unit + " galera-initiator-record.service'.";
    if (!phase) {
        return "It takes effect at the next start of the server, be it after a reboot." + look;
    }
    switch (*phase) {
    case UnitPhase::down:
        return "No start brings its server up from now on, also after a reboot." + look;
    case UnitPhase::preparing:
        return "A start that waits for the other nodes ends with its next round, and no later one brings the server "
               "up, also after a reboot." +
               look;
    default:
        return "The server that runs is left alone: the hold takes effect at its next start, also after a reboot. To "
               "stop it now, run 'systemctl stop " +
               unit + "'.";
    }
}

std::optional<UnitPhase> phase_of_server(const StepContext& context) {
    try {
        return context.machine.units.read(context.unit).phase;
    } catch (const Error&) {
        return std::nullopt; // the hold is kept also where no service manager runs
    }
}

bool operator_confirms() {
    if (::isatty(STDIN_FILENO) != 1) {
        throw Error("to confirm without a terminal, add --yes");
    }
    std::printf("Type yes to go on: ");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "yes";
}

} // namespace

int dry_run(const StepContext& context) {
    const NodeSettings settings = context.machine.configuration.settings();
    print(tell_verdict(settings.is_galera_node() ? DecisionInputs(look_now(context, settings)) : PlainServer()));
    return 0;
}

int withdraw_word(const StepContext& context) {
    const std::string user = name_of_operator();
    const bool was_there = become_owner_of(context.places.published_folder()) &&
                           context.machine.files.remove(context.places.operator_word_file());
    if (was_there) {
        context.announcer.note({message_id::word_withdrawn,
                                Urgency::notice,
                                user + " has taken back the operator's word on this node.",
                                {{"GALERA_USER", user}}});
    }
    print(was_there ? "Taken back." : "No word was given on this node.");
    return 0;
}

int hold_node(const StepContext& context, const std::string& reason) {
    if (!context.machine.configuration.settings().is_galera_node()) {
        throw ConfigurationError("the server is not configured as a Galera node, so nothing here keeps it down: use "
                                 "'systemctl mask'");
    }
    const Hold hold{context.machine.clock.time_of_day(), name_of_operator().substr(0, Hold::longest_name), reason};
    const auto path = context.places.hold_file();
    if (!become_owner_of(path.parent_path())) {
        throw Error("there is no folder " + path.parent_path().string() +
                    " to keep the hold in: run 'systemctl start galera-initiator-record.service' first");
    }
    context.machine.files.replace(path, hold.to_string() + "\n", 0640);
    try_to_publish_hold(context, hold);
    context.announcer.note({message_id::hold_placed,
                            Urgency::warning,
                            "This node is " + in_words(hold) + ".",
                            {{"GALERA_USER", hold.by}}});
    const std::string unit = unit_for_people(context.unit);
    print("This node is " + in_words(hold) + ".\n" + what_hold_does(unit, phase_of_server(context)) + " " +
          remedy_for_hold(unit));
    return 0;
}

int release_node(const StepContext& context) {
    const std::string user = name_of_operator();
    const auto path = context.places.hold_file();
    const bool was_there = become_owner_of(path.parent_path()) && context.machine.files.remove(path);
    if (!was_there) {
        print("This node was not held.");
        return 0;
    }
    try_to_publish_hold(context, std::nullopt);
    context.announcer.note({message_id::hold_released,
                            Urgency::notice,
                            user + " has released this node: it may be started again.",
                            {{"GALERA_USER", user}}});
    print("Released. If its server is down, start it: systemctl start " + unit_for_people(context.unit) +
          ". If it is not to start yet, run 'systemctl restart galera-initiator-record.service', so that the others "
          "hear what it holds.");
    return 0;
}

int give_word(const StepContext& context, Override::Kind kind, const std::vector<std::string>& nodes,
              bool is_confirmed) {
    const NodeSettings settings = context.machine.configuration.settings();
    if (!settings.is_galera_node()) {
        throw ConfigurationError("the server is not configured as a Galera node");
    }
    const std::string user = name_of_operator();
    const PresentCluster present = look_now(context, settings);
    Situation situation = situation_to_decide(present);
    if (const NodeSight& own = situation.nodes[situation.self]; is_held(own)) {
        throw Error("no word can do anything while this node is " + in_words(*own.record->hold) +
                    ". Run 'galera_init release' first");
    }
    const std::string heard = list_evidence(present.situation);
    auto& own_word = situation.nodes[situation.self].record->operator_word;
    own_word.reset();
    const Override given{kind, find_lost(situation, nodes), print_for_word(situation, situation.self, kind)};
    print("What was heard:\n" + heard);
    const std::string loss = loss_of_word(situation, given);
    print(loss);
    if (!is_confirmed && !operator_confirms()) {
        print("Nothing was changed.");
        return 1;
    }
    context.machine.files.replace(context.places.operator_word_file(), given.to_string(), 0640);
    context.announcer.note(announcement_of(given, user, loss, heard));
    own_word = given;
    print("Taken down for one start, as long as the evidence stays as it is. This node's verdict is now\n" +
          verdict_sentence(situation, decide(situation)));
    print("If " + context.unit + " is not waiting in its start, start it now: systemctl start " + context.unit);
    return 0;
}

} // namespace galera_initiator
