#include "drop_in.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/printable.hpp"
#include "configuration/node_unit.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/server_unit.hpp"
#include "node/node_settings.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

constexpr std::string_view record_unit_name = "galera-initiator-record.service";

constexpr std::string_view agent_drop_in =
    R"(# Written by galera-initiator-generator: the peers of this Galera node ask its snmpd, which ends when its address is not
# there yet at boot. "systemctl edit snmpd" overrules it.

[Unit]
StartLimitIntervalSec=0

[Service]
Restart=on-failure
RestartSec=1s
)";

// A file of the same name in the folder of an instance takes this one's place: systemd.unit(5).
constexpr std::string_view other_unit_drop_in =
    R"(# Written by galera-initiator-generator: this machine's Galera node is @NODE@. What this unit starts is let
# through if it is no Galera server. galera_init(8) says more, in "admit".

[Service]
ExecStartPre=+@HELPER@ admit --unit=%n
)";

constexpr std::string_view bootstrap_unit_drop_in =
    R"(# Written by galera-initiator-generator: this machine's Galera node is @NODE@, which is asked to bootstrap where this
# unit is told to. galera_init(8) says more, in "new-cluster" and "admit".

[Service]
TimeoutStartSec=infinity
ExecCondition=+/bin/sh -c '! @HELPER@ new-cluster --unit=%n'
ExecStartPre=+@HELPER@ admit --unit=%n
@STOP_POSTS@)";

// Where the call was cut.
constexpr std::string_view take_flag_back = "+-/bin/systemctl unset-environment _WSREP_NEW_CLUSTER";

// A command that fails keeps those after it from running: systemd.service(5).
constexpr std::string_view unless_skipped = R"(/bin/sh -c '[ "$$SERVICE_RESULT" != exec-condition ]')";

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

struct Mark {
    std::string_view mark; ///< begins with '@'
    std::string value;
};

/// Puts values where the text has their marks. What was put is not searched: it may be foreign, and look like a mark.
std::string fill_in(std::string_view text, const std::vector<Mark>& marks) {
    std::string filled;
    while (!text.empty()) {
        const auto found = std::ranges::find_if(marks, [text](const Mark& one) { return text.starts_with(one.mark); });
        const bool is_mark = found != marks.end();
        const std::string_view part = is_mark ? found->mark : text.substr(0, text.find('@', 1));
        filled += is_mark ? std::string_view(found->value) : part;
        text.remove_prefix(part.size());
    }
    return filled;
}

std::string lines_of(std::string_view key, const std::vector<std::string>& values) {
    std::string lines;
    for (const std::string& value : values) {
        lines.append(key).append("=").append(value).append("\n");
    }
    return lines;
}

std::string render_other_drop_in(const GeneratorPlan& plan, const OtherUnit& unit, std::string_view helper) {
    std::vector<std::string> stop_posts{std::string(take_flag_back)};
    if (unit.stop_posts && !unit.stop_posts->empty()) {
        stop_posts = {"", std::string(take_flag_back), std::string(unless_skipped)};
        stop_posts.insert(stop_posts.end(), unit.stop_posts->begin(), unit.stop_posts->end());
    }
    return fill_in(unit.stop_posts ? bootstrap_unit_drop_in : other_unit_drop_in,
                   {{"@NODE@", plan.unit.value_or("not known")},
                    {"@HELPER@", escape_exec_word(helper)},
                    {"@STOP_POSTS@", lines_of("ExecStopPost", stop_posts)}});
}

template <typename Function>
auto try_or_complain(GeneratorPlan& plan, Function read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const Error& error) {
        plan.complaints.push_back(printable(error.what()));
        return std::nullopt;
    }
}

ClusterAddress server_cluster_address(const ServerSettings& settings) {
    const std::string text = settings.cluster_address.value_or("");
    auto address = [&text] {
        try {
            return ClusterAddress::parse(text);
        } catch (const ParseError& error) {
            throw ConfigurationError(std::string("the server's wsrep_cluster_address: ") + error.what());
        }
    }();
    if (address.is_bare()) {
        throw ConfigurationError(
            "the server's wsrep_cluster_address (" + text +
            ") names no node, so every start would make a new cluster: name the nodes there, or as \"nodes\" in the "
            "[cluster] section of /" +
            Configuration::path);
    }
    return address;
}

/// @throws ConfigurationError as Configuration::load, and if the file names a unit that is not there: the
///         package's unit must not start unguarded because of that
Configuration load_own_file(const std::filesystem::path& root) {
    auto own = Configuration::load(root);
    if (own.unit && !find_node_unit(root, own.unit)) {
        throw ConfigurationError((root / Configuration::path).string() + ": unit = " + *own.unit +
                                 ": no such unit is installed, or it is masked");
    }
    return own;
}

/// Whether a drop-in is due. Where it cannot be known it is: without it a server that takes part in a cluster
/// would start unguarded.
bool drop_in_is_due(const std::optional<Configuration>& own, const std::optional<ServerSettings>& server) {
    if (!server) {
        return true;
    }
    const bool own_file_may_name_nodes = !own || own->cluster_address;
    return server->galera_is_configured() || (server->provider_is_configured() && own_file_may_name_nodes);
}

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw SystemError("cannot create " + path.string(), errno);
}

FileDescriptor open_folder(const std::filesystem::path& path) {
    FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) {
        throw SystemError("cannot open the output folder " + path.string(), errno);
    }
    return folder;
}

FileDescriptor make_folder(const FileDescriptor& parent, const std::filesystem::path& path) {
    const std::string name = path.filename();
    if (::mkdirat(parent.get(), name.c_str(), 0755) != 0 && errno != EEXIST) {
        fail(path);
    }
    FileDescriptor folder(::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) {
        fail(path);
    }
    return folder;
}

void create_file(const FileDescriptor& folder, const std::filesystem::path& path, std::string_view content) {
    const FileDescriptor file(
        ::openat(folder.get(), path.filename().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file) {
        fail(path);
    }
    while (!content.empty()) {
        const ssize_t written = ::write(file.get(), content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            fail(path);
        }
        content.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
}

} // namespace

namespace {

void complain_of(const ServerUnit& unit, const std::filesystem::path& root, GeneratorPlan& plan) {
    for (const UnitComplaint& complaint : unit.complaints()) {
        plan.complaints.push_back(printable(complaint.to_string()));
    }
    if (const auto complaint = unit.why_no_decision_arrives(root)) {
        plan.complaints.push_back(printable(complaint->to_string()));
    }
}

UnitFile drop_in_of(const std::string& unit, const std::string& text) {
    return {"/run/systemd/generator/" + unit + ".d/" + std::string(drop_in_name), text};
}

/// Those that come before what our own drop-in adds; a later drop-in's stay where they are.
std::vector<std::string> values_before_ours(const ServerUnit& unit, std::string_view key) {
    std::vector<std::string> values;
    const auto all = unit.values("Service", key);
    const auto is_ours = [](const UnitAssignment& one) { return one.file.ends_with("/" + std::string(drop_in_name)); };
    const auto ours = std::ranges::find_if(all, is_ours);
    for (auto one = all.begin(); ours != all.end() && one != ours; ++one) {
        values.push_back(one->value);
    }
    return values;
}

// Percona XtraDB Cluster's, of mysql@.service.
constexpr std::string_view vendors_bootstrap_unit = "mysql@bootstrap.service";

std::vector<std::string> stop_posts_of(const std::filesystem::path& root, const std::string& unit) {
    const UnitFile drop_in = drop_in_of(unit, "[Service]\nExecStopPost=ours\n");
    return values_before_ours(ServerUnit::load(root, unit, drop_in), "ExecStopPost");
}

} // namespace

GeneratorPlan make_plan(const std::filesystem::path& root) {
    GeneratorPlan plan;
    const auto own = try_or_complain(plan, [&root] { return load_own_file(root); });
    const auto unit_name = try_or_complain(plan, [&] { return find_node_unit(root, own ? own->unit : std::nullopt); });
    plan.unit = unit_name.value_or(std::nullopt);
    for (const std::string& name : other_server_units(root, plan.unit)) {
        plan.other_units.push_back({name});
    }
    if (const auto unit = find_server_unit(root, std::string(vendors_bootstrap_unit)); unit && unit != plan.unit) {
        plan.other_units.push_back({*unit, try_or_complain(plan, [&] { return stop_posts_of(root, *unit); })});
    }
    if (!plan.unit) {
        return plan;
    }
    const UnitFile drop_in = drop_in_of(*plan.unit, render_drop_in(plan, "galera_init"));
    const auto unit = try_or_complain(plan, [&] { return ServerUnit::load(root, *plan.unit, drop_in); });
    const ServerStart start = unit ? unit->start(unit->variables(root)) : ServerStart();
    const auto server = try_or_complain(plan, [&] { return ServerSettings::load(root, start); });
    GeneratorPlan whole = make_plan(plan, own, server);
    if (whole.unit && unit) {
        complain_of(*unit, root, whole);
        whole.start_note = note_of_start(root, *unit, start);
        whole.stops = values_before_ours(*unit, "ExecStop");
    }
    return whole;
}

GeneratorPlan make_plan(const GeneratorPlan& begun, const std::optional<Configuration>& own,
                        const std::optional<ServerSettings>& server) {
    GeneratorPlan plan = begun;
    if (!drop_in_is_due(own, server)) {
        if (const auto why = NodeSettings{own.value_or(Configuration()), *server}.why_outside_its_cluster()) {
            plan.complaints.push_back(printable(*plan.unit + " starts without Galera: " + *why +
                                                ". What is written to it reaches none of them. 'galera_check config' "
                                                "tells more."));
        }
        plan.unit.reset();
        plan.other_units.clear();
        return plan;
    }
    // A fault in either source leaves the address out even if the other one names it: no half-understood settings.
    if (!own || !server) {
        return plan;
    }
    if (own->cluster_address) {
        plan.address = own->cluster_address;
    } else {
        plan.address = try_or_complain(plan, [&server] { return server_cluster_address(*server); });
    }
    return plan;
}

std::string escape_exec_word(std::string_view word) {
    std::string escaped;
    bool needs_quotes = word.empty();
    for (const char character : word) {
        if (character == '%' || character == '$' || character == '\\') {
            escaped += character;
        } else if (character == '"') {
            escaped += '\\';
        }
        escaped += character;
        needs_quotes = needs_quotes || character == ' ' || character == '\t' || character == '"' || character == '\'' ||
                       character == ';';
    }
    return needs_quotes ? '"' + escaped + '"' : escaped;
}

std::string render_drop_in(const GeneratorPlan& plan, std::string_view helper) {
    constexpr std::string_view text =
        R"(# Written by galera-initiator-generator at boot and at every "systemctl daemon-reload", from the server's own
# settings (my_print_defaults) and /etc/galera-initiator.conf. Changes here are lost: change those and reload, or
# overrule single lines with "systemctl edit @UNIT@". galera_init(8) says what each step does.
@COMPLAINTS@

[Unit]
Documentation=man:galera_init(8)
Wants=network-online.target galera-initiator-record.service
After=network-online.target snmpd.service galera-initiator-record.service
OnFailure=galera-initiator-record.service

[Service]
StateDirectory=galera-initiator
EnvironmentFile=-/run/galera-initiator/@UNIT@.env
NotifyAccess=exec
TimeoutStartSec=infinity
ExecStartPre=+@HELPER@ prepare --unit=%n
ExecStartPre=@HELPER@ decide --unit=%n@ADDRESS@
ExecStartPre=+@HELPER@ hand-over --unit=%n@ADDRESS@
ExecStartPre=+-systemctl --no-block restart galera-initiator-watch@%N.service
ExecStartPost=-@HELPER@ after-start --unit=%n
ExecStartPost=+-rm -f /run/galera-initiator/@UNIT@.env
@RESET_STOP@ExecStop=-@HELPER@ before-stop --unit=%n
@STOPS@ExecStopPost=-@HELPER@ after-stop --unit=%n
ExecStopPost=+-rm -f /run/galera-initiator/@UNIT@.env
)";
    std::string complaints;
    if (!plan.address) {
        complaints = "#\n# The cluster address is not known, so galera_init will refuse to start the server:\n";
        for (const auto& complaint : plan.complaints) {
            complaints += "# " + complaint + '\n';
        }
    }
    const std::string address =
        plan.address ? ' ' + escape_exec_word("--cluster-address=" + plan.address->to_string()) : "";
    return fill_in(text, {{"@UNIT@", replace_all(plan.unit.value(), "%", "%%")},
                          {"@HELPER@", escape_exec_word(helper)},
                          {"@ADDRESS@", address},
                          {"@RESET_STOP@", plan.stops.empty() ? "" : "ExecStop=\n"},
                          {"@STOPS@", lines_of("ExecStop", plan.stops)},
                          {"@COMPLAINTS@\n", complaints}});
}

void write_plan(const GeneratorPlan& plan, const std::filesystem::path& folder, std::string_view helper,
                std::string_view record_unit) {
    if (!plan.unit && plan.other_units.empty()) {
        return;
    }
    const FileDescriptor top = open_folder(folder);
    for (const OtherUnit& unit : plan.other_units) {
        const auto drop_in = folder / (unit.name + ".d") / drop_in_name;
        create_file(make_folder(top, drop_in.parent_path()), drop_in, render_other_drop_in(plan, unit, helper));
    }
    if (!plan.unit) {
        return;
    }
    const auto drop_in = folder / (*plan.unit + ".d") / drop_in_name;
    create_file(make_folder(top, drop_in.parent_path()), drop_in, render_drop_in(plan, helper));

    const auto note = folder / place_of_start_note(*plan.unit);
    create_file(make_folder(top, note.parent_path()), note, plan.start_note);

    // Debian's unit has no Restart=: an agent whose address is not there yet at boot ends at once,
    // and then no peer hears this node.
    const auto agent = folder / "snmpd.service.d" / drop_in_name;
    create_file(make_folder(top, agent.parent_path()), agent, agent_drop_in);

    const auto link = folder / "multi-user.target.wants" / record_unit_name;
    const FileDescriptor wants = make_folder(top, link.parent_path());
    if (::symlinkat(std::string(record_unit).c_str(), wants.get(), link.filename().c_str()) != 0) {
        fail(link);
    }
}

} // namespace galera_initiator
