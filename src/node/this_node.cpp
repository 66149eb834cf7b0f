#include "node/this_node.hpp"

#include "common/error.hpp"
#include "common/lists.hpp"
#include "common/printable.hpp"
#include "configuration/time_span.hpp"
#include "node/own_node.hpp"
#include "node/reminders.hpp"

#include <chrono>
#include <string_view>

namespace galera_initiator {

namespace {

/// Tells that this machine does not know which node it is, and how long that lasts.
class WaitForName {
public:
    explicit WaitForName(const StepContext& context)
        : announcer_(context.announcer), clock_(context.machine.clock), began_(clock_.now()) {}

    [[nodiscard]] std::chrono::milliseconds lasts() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - began_);
    }

    void tell(const std::string& names) {
        const std::string message = "Waits for an address of " + names +
                                    ": none of the other names in the cluster address is this machine. See that DNS or "
                                    "/etc/hosts knows it.";
        const auto waited = lasts();
        const std::string span = time_span_text(waited);
        announcer_.show_status(is_told_ ? "[" + span + "] " + message : message);
        if (!is_told_) {
            announcer_.announce({message_id::wait, Urgency::warning, message, fields});
        } else if (reminders_.take_due(waited)) {
            announcer_.announce(
                {message_id::wait_reminder, Urgency::warning, "For " + span + " now: " + message, fields});
        }
        is_told_ = true;
    }

private:
    inline static const std::multimap<std::string, std::string> fields{{"GALERA_DECISION", "wait"},
                                                                       {"GALERA_REASON", "name-without-address"}};

    Announcer& announcer_;
    Clock& clock_;
    Clock::Time began_;
    Reminders reminders_;
    bool is_told_ = false;
};

} // namespace

std::filesystem::path below(const std::filesystem::path& root, const std::filesystem::path& absolute) {
    return root / absolute.relative_path();
}

Record blank_record(const StepContext& context, const NodeSettings& settings, NodeStatus status) {
    Record record;
    record.cluster_name = settings.server.cluster_name;
    record.node_name = settings.server.node_name.value_or("");
    if (record.node_name.empty()) {
        record.node_name = context.machine.configuration.host_name();
    }
    record.status = status;
    record.origin = context.invocation;
    return record;
}

std::string unit_for_people(const std::string& unit) {
    constexpr std::string_view ending = ".service";
    return unit.ends_with(ending) ? unit.substr(0, unit.size() - ending.size()) : unit;
}

OwnNode look_for_own_node(const Places& places, const NodeSettings& settings, const ClusterAddress& address) {
    const auto known = addresses_of_all(address.nodes());
    OwnNode found =
        find_own_node(address.nodes(), own_names(places.root, settings.server.node_name, settings.server.node_address),
                      [&known](const std::string& host) { return known.at(host); });
    if (!found.fault.empty()) {
        throw ConfigurationError(fault_with_place(found, places.root));
    }
    if (!found.index && found.unresolved.empty()) {
        throw ConfigurationError("this machine is none of the nodes in the cluster address " + address.to_string() +
                                 ": add its address there (on every node, in the same order), or set "
                                 "wsrep_node_address to the one that stands there");
    }
    return found;
}

OwnNode await_own_node(const StepContext& context, const NodeSettings& settings, const ClusterAddress& address) {
    WaitForName wait(context);
    for (;;) {
        OwnNode found = context.machine.configuration.own_node(settings, address);
        if (found.index) {
            return found;
        }
        const std::string unresolved = listed(found.unresolved);
        wait.tell(unresolved);
        if (settings.own.wait_limit && wait.lasts() >= *settings.own.wait_limit) {
            throw WaitLimitPassed("gave up after [start] wait_limit: no address of " + unresolved +
                                  " could be found. See that DNS or /etc/hosts knows it");
        }
        context.machine.clock.sleep(std::chrono::seconds(1));
    }
}

std::optional<Hold> load_hold(const Files& files, const Places& places) {
    const auto text = files.read(places.hold_file(), 4096);
    if (!text) {
        return std::nullopt;
    }
    try {
        Hold hold = Hold::parse(std::string_view(*text).substr(0, text->find('\n')));
        hold.by = printable(hold.by);
        hold.reason = printable(hold.reason);
        return hold;
    } catch (const ParseError& error) {
        // Somebody wanted something with it, so nothing starts beside it.
        throw ParseError(places.hold_file().string() + ", line 1: " + error.what() +
                         ". Run 'galera_init hold' to write it anew, or 'galera_init release' to remove it");
    }
}

std::optional<Override> load_operator_word(const Files& files, const Places& places) {
    const auto text = files.read(places.operator_word_file(), 4096);
    return text ? std::optional(Override::parse(*text)) : std::nullopt;
}

} // namespace galera_initiator
