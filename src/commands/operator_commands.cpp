#include "commands/operator_commands.hpp"

#include "commands/operator_word.hpp"
#include "commands/present_cluster.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "decision/assumptions.hpp"
#include "decision/decide.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"
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

int give_word(const StepContext& context, Override::Kind kind, const std::vector<std::string>& nodes,
              bool is_confirmed) {
    const NodeSettings settings = context.machine.configuration.settings();
    if (!settings.is_galera_node()) {
        throw ConfigurationError("the server is not configured as a Galera node");
    }
    const std::string user = name_of_operator();
    const PresentCluster present = look_now(context, settings);
    Situation situation = situation_to_decide(present);
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
