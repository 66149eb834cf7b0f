#include "commands/configuration_report.hpp"

#include "common/error.hpp"
#include "common/lists.hpp"
#include "common/printable.hpp"
#include "configuration/time_span.hpp"
#include "deciding/sighting.hpp"
#include "decision/assumptions.hpp"
#include "decision/evidence_words.hpp"
#include "node/node_settings.hpp"
#include "node/this_node.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace galera_initiator {

namespace {

using Result = Finding::Result;

constexpr std::string_view not_set = "not set";
constexpr std::string_view built_in = "built in";
constexpr std::string_view option_files = "the server's option files";
const std::string own_path = std::string("/") + Configuration::path;

bool is_galera_node(const ConfigurationFacts& facts) {
    return NodeSettings{facts.own.value(), facts.server}.is_galera_node();
}
/// The rows of the upper table, one after the other.
class SettingRows {
public:
    explicit SettingRows(const ConfigurationFacts& facts) : facts_(facts) {}

    std::vector<SettingRow> take() {
        if (facts_.own) {
            add_cluster();
            add_own("[start] wait_limit", format_time_span(facts_.own->wait_limit));
            add_own("[start] together", facts_.own->starts_together ? "yes" : "no");
            add_own("[server] unit", facts_.unit.value_or("none is installed"));
            add_own("[server] program", facts_.program.value ? facts_.program.value->string() : "not found");
            add_snmp();
        } else {
            add_server_option("wsrep_cluster_address", facts_.server.cluster_address);
        }
        add_server_option("wsrep_cluster_name", facts_.server.cluster_name);
        add_node_name();
        add_server_option("wsrep_node_address", facts_.server.node_address);
        add_server_option("datadir", facts_.server.data_directory.string());
        add_server_option("wsrep_data_home_dir", facts_.server.provider_directory.string());
        return std::move(rows_);
    }

private:
    void add(std::string key, std::string_view value, std::string_view source) {
        rows_.push_back({std::move(key), std::string(value), std::string(source)});
    }

    void add_own(const std::string& key, const std::string& value, const std::string& source_if_not_own = "") {
        const auto line = facts_.own->lines.find(key);
        if (line != facts_.own->lines.end()) {
            add(key, value, own_path + ':' + std::to_string(line->second));
        } else {
            add(key, value, source_if_not_own.empty() ? built_in : source_if_not_own);
        }
    }

    void add_server_option(const std::string& option, const std::optional<std::string>& value) {
        const bool is_given = facts_.server.given.contains(option);
        add(option, value ? std::string_view(*value) : not_set, is_given ? option_files : built_in);
    }

    void add_node_name() {
        if (facts_.server.node_name) {
            add_server_option("wsrep_node_name", facts_.server.node_name);
        } else {
            add("wsrep_node_name", facts_.host_name, "the host name");
        }
    }

    void add_cluster() {
        const auto& server_address = facts_.server.cluster_address;
        const std::string address =
            facts_.address.value ? facts_.address.value->to_string() : server_address.value_or(std::string(not_set));
        const Policies& policies = facts_.own->policies;
        add_own("[cluster] nodes", address,
                server_address ? std::string(option_files) + " (wsrep_cluster_address)" : "");
        add_own("[cluster] wait_for", policies.wait_for == Policies::WaitFor::majority ? "majority" : "all");
        add_own("[cluster] majority_after", format_time_span(facts_.own->majority_after));
        add_own("[cluster] fresh", policies.fresh == Policies::Fresh::first ? "first" : "all");
        add_own("[cluster] arbitrators", std::to_string(policies.arbitrators));
    }

    void add_snmp() {
        for (const auto& [key, value, token] : facts_.snmp.value.value_or(std::vector<SnmpChoice>())) {
            add_own("[snmp] " + key, value, token.empty() ? "" : "snmp.conf (" + token + ")");
        }
        const SnmpSettings& snmp = facts_.own->snmp;
        add_own("[snmp] require", snmp.requires_v3 ? "v3" : "any");
        add_own("[snmp] port", std::to_string(snmp.port));
        add_own("[snmp] timeout", format_time_span(snmp.timeout));
        add_own("[snmp] retries", std::to_string(snmp.retries));
    }

    const ConfigurationFacts& facts_;
    std::vector<SettingRow> rows_;
};

/// The findings, one after the other.
class Findings {
public:
    explicit Findings(const ConfigurationFacts& facts) : facts_(facts) {}

    std::vector<Finding> take() {
        look_at_files();
        if (!facts_.own) {
            return std::move(findings_);
        }
        look_at_secrets();
        if (!is_galera_node(facts_)) {
            if (!facts_.denied_option_files.empty()) {
                add(facts_.reader_is_servers ? Result::problem : Result::not_checked,
                    "user " + facts_.reader + " may not read " + listed(facts_.denied_option_files),
                    "if Galera's options are there, let the server's user read them, for example with 'chgrp mysql' "
                    "and 'chmod g+r'");
            }
            look_at_what_is_missing();
            return std::move(findings_);
        }
        look_at_hold();
        look_at_unit();
        if (!facts_.address.value) {
            add(Result::problem, facts_.address.why_not);
            return std::move(findings_);
        }
        look_at_list();
        look_at_options();
        look_at_merged_unit();
        look_at_drop_in();
        look_at_names();
        look_at_component();
        look_at_snmp();
        look_at_answers();
        return std::move(findings_);
    }

private:
    void add(Result result, std::string what, std::string remedy = "") {
        findings_.push_back({result, std::move(what), std::move(remedy)});
    }

    [[nodiscard]] std::string reader() const { return "user " + facts_.reader; }

    [[nodiscard]] bool may_not_read(const std::string& folder) const {
        return std::any_of(facts_.unreadable.begin(), facts_.unreadable.end(),
                           [&](const auto& file) { return file.string().starts_with(folder); });
    }

    [[nodiscard]] std::string give_to_server(const std::string& file) const {
        const auto& unit = facts_.unit_settings.value;
        const std::string user = unit && !unit->user.empty() ? unit->user : "mysql";
        return "chown root:" + user + " " + file + " && chmod 0640 " + file;
    }

    void look_at_files() {
        for (const auto& file : facts_.unreadable) {
            if (facts_.reader_is_servers) {
                add(Result::problem,
                    file.string() + " cannot be read by the server's " + reader() + ", as which a start runs",
                    give_to_server(file.string()));
            } else {
                add(Result::not_checked, file.string() + ": " + reader() + " may not read it; ask as root");
            }
        }
        add(Result::ok, facts_.own && facts_.has_own_file
                            ? own_path + " and the server's option files are sound"
                            : "the server's option files are sound" +
                                  std::string(facts_.has_own_file ? "" : ", and there is no " + own_path));
        if (!facts_.snmp_complaints.empty()) {
            add(Result::problem, "snmp.conf: " + one_line(facts_.snmp_complaints), "correct that line of snmp.conf(5)");
        }
    }

    static std::string one_line(std::string text) {
        text.erase(text.find_last_not_of('\n') + 1);
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text;
    }

    void look_at_secrets() {
        for (const auto& [path, secret, is_agents] : facts_.exposed) {
            const std::string file = path.string();
            const std::string remedy = is_agents ? "chmod o-r " + file : give_to_server(file);
            if (secret == Secret::key) {
                add(Result::problem, file + " holds a secret, and everybody on this machine may read it", remedy);
            } else {
                add(Result::note, file + " holds an SNMPv2c community, and everybody on this machine may read it",
                    remedy);
            }
        }
        if (facts_.exposed.empty()) {
            add(Result::ok, "no file with a secret can be read by everybody on this machine");
        }
    }

    void look_at_what_is_missing() {
        if (const auto why = NodeSettings{facts_.own.value(), facts_.server}.why_outside_its_cluster()) {
            add(Result::problem,
                "the server starts without Galera: " + *why + ". What is written to it reaches none of them",
                "set wsrep_on=ON and wsrep_provider before it starts again; if it is to be no node any more, no longer "
                "name them there");
            return;
        }
        add(Result::note, "the server is not configured as a Galera node: " +
                              facts_.server.why_no_provider().value_or("there is no wsrep_cluster_address"));
    }

    void look_at_hold() {
        if (facts_.hold) {
            add(Result::note, "this node is " + in_words(*facts_.hold) + ": its server does not start",
                "when the work is done, run 'galera_init release', then 'systemctl start " +
                    unit_for_people(facts_.unit.value_or("mariadb")) + "'");
        }
    }

    void look_at_unit() {
        if (!facts_.unit) {
            add(Result::problem, "no unit of a server is installed", "set [server] unit in " + own_path);
        } else if (!facts_.unit_settings.value) {
            add(Result::not_checked, *facts_.unit + " and its drop-in: " + facts_.unit_settings.why_not);
        } else if (facts_.unit_settings.value->user.empty()) {
            add(Result::problem, *facts_.unit + " has no User=, and nothing from the network may be read as root",
                "set User= with 'systemctl edit " + *facts_.unit + "'");
        } else {
            add(Result::ok, *facts_.unit + " is installed and runs as user " + facts_.unit_settings.value->user);
        }
        if (!facts_.program.value) {
            add(Result::problem, facts_.program.why_not);
        }
    }

    /// The words of galera_init's step that decides, as the service manager would run it.
    [[nodiscard]] static const std::vector<std::string>* deciding_command(const UnitSettings& unit) {
        const auto found = std::find_if(unit.before_start.begin(), unit.before_start.end(), [](const auto& words) {
            return words.size() > 1 && words[0].ends_with("/galera_init") && words[1] == "decide";
        });
        return found == unit.before_start.end() ? nullptr : &*found;
    }

    void look_at_merged_unit() {
        for (const UnitComplaint& complaint : facts_.unit_complaints) {
            add(Result::problem, complaint.place.empty() ? complaint.what : complaint.place + ": " + complaint.what,
                complaint.remedy);
        }
    }

    void look_at_drop_in() {
        if (!facts_.unit_settings.value) {
            return;
        }
        const std::string reload = "systemctl daemon-reload";
        const auto* const command = deciding_command(*facts_.unit_settings.value);
        if (command == nullptr && !facts_.unit_complaints.empty()) {
            return; // told, with what takes it away
        }
        if (command == nullptr) {
            add(Result::problem,
                *facts_.unit +
                    " does not run galera_init: the drop-in of galera-initiator-generator(8) is not in force",
                reload);
            return;
        }
        constexpr std::string_view option = "--cluster-address=";
        const auto word = std::find_if(command->begin(), command->end(),
                                       [option](const std::string& text) { return text.starts_with(option); });
        const std::string wanted = facts_.address.value->to_string();
        const std::string there = word == command->end() ? "" : word->substr(option.size());
        if (there != wanted) {
            add(Result::problem,
                *facts_.unit + " would start with " + (there.empty() ? "no cluster address" : there) + ", but " +
                    wanted + " is configured",
                reload);
        } else if (facts_.unit_settings.value->needs_reload) {
            add(Result::problem, "a file of " + *facts_.unit + " has changed since the service manager read it",
                reload);
        } else {
            add(Result::ok, "the drop-in of galera-initiator-generator(8) is in force, with this cluster address");
        }
    }

    void look_at_list() {
        if (const auto text = NodeSettings{*facts_.own, facts_.server}.tidied_text()) {
            add(Result::note,
                "wsrep_cluster_address '" + printable(*text) + "' is read as " + facts_.address.value->to_string(),
                "write it like that in the server's option files");
        }
    }

    void look_at_options() {
        const NodeSettings settings{*facts_.own, facts_.server};
        try {
            settings.refuse_unsafe_options(facts_.root);
        } catch (const ConfigurationError& error) {
            add(Result::problem, error.what());
        }
        if (!settings.keeps_views()) {
            add(Result::note,
                "pc.recovery is off in the provider's options: after a crash no node knows who was with it, so a start "
                "waits for every node",
                "leave pc.recovery on");
        }
        for (const std::string& option : settings.splitting_options()) {
            add(Result::problem,
                option + " is on in the provider's options: parts of a cluster that cannot reach each other go on as "
                         "primary components, each by itself, and no tool can mend that afterwards",
                "take it out of wsrep_provider_options and the cluster address");
        }
    }

    void look_at_names() {
        if (!facts_.this_node.value) {
            add(Result::not_checked, "the nodes: " + facts_.this_node.why_not);
            return;
        }
        const auto& nodes = facts_.address.value->nodes();
        const OwnNode& own = *facts_.this_node.value;
        if (!own.fault.empty()) {
            add(Result::problem, own.fault);
        } else if (own.index) {
            add(Result::ok, "this machine is " + nodes[*own.index].to_string() + ", node " +
                                std::to_string(*own.index + 1) + " of " + std::to_string(nodes.size()));
        } else if (own.unresolved.empty()) {
            add(Result::problem, "this machine is none of the nodes in the cluster address",
                "add its address there (on every node, in the same order), or set wsrep_node_address to the one that "
                "stands there");
        } else {
            add(Result::not_checked, "which node this machine is: it may be " + listed(own.unresolved));
        }
        for (const std::string& name : facts_.names_without_address) {
            add(Result::problem, name + " has no address", "see that DNS or /etc/hosts knows it");
        }
        if (own.index && nodes.size() == 1) {
            add(Result::note, "the cluster address names this machine alone",
                "if it is to be one of several nodes, name all of them there, in the same order on every node");
        }
        if (facts_.names_without_address.empty()) {
            add(Result::ok, "every node in the cluster address has an address");
        }
    }

    /// A list that misses nodes is found while the server runs, not at the start after the next power cut.
    void look_at_component() {
        const std::size_t named = facts_.address.value->nodes().size() + facts_.own->policies.arbitrators;
        if (facts_.members > named) {
            add(Result::problem,
                "this node's server is in a component of " + std::to_string(facts_.members) +
                    " members, and the cluster address accounts for " + std::to_string(named),
                "name all nodes in wsrep_cluster_address, in the same order on every node; and count garbd with "
                "'arbitrators' in the [cluster] section of " +
                    own_path);
        }
    }

    void look_at_snmp() {
        if (facts_.snmp.value) {
            return;
        }
        if (may_not_read("/etc/snmp/")) {
            add(Result::not_checked, "SNMP: " + reader() + " may not read all of snmp.conf; ask as root");
        } else {
            add(Result::problem, facts_.snmp.why_not);
        }
    }

    [[nodiscard]] std::optional<std::size_t> own_index() const {
        return facts_.this_node.value ? facts_.this_node.value->index : std::nullopt;
    }

    void look_at_answers() {
        if (!facts_.answers.value) {
            return;
        }
        std::vector<PeerAnswer> answers = *facts_.answers.value;
        if (own_index()) {
            answers[*own_index()].galera_port = PortFinding::not_known; // it is asked what it serves
        }
        const auto sights = sights_of(facts_.address.value->nodes(), answers, facts_.server.cluster_name);
        for (std::size_t index = 0; index < sights.size(); ++index) {
            if (index == own_index()) {
                look_at_own_agent(sights[index], answers[index]);
            } else if (sights[index].hearing != Hearing::unresolved) {
                look_at_peer(sights[index], answers[index]);
            }
        }
        look_at_settings_of_peers(sights);
    }

    [[nodiscard]] std::string own_agent_host(const NodeSight& own) const {
        const auto& agent = facts_.this_node.value->agent;
        return agent ? agent->host() : own.address.host();
    }

    static std::string time_of(const PeerAnswer& answer) {
        const auto time = std::chrono::ceil<std::chrono::milliseconds>(answer.elapsed);
        return " in " + std::to_string(time.count()) + " ms";
    }

    void look_at_own_agent(const NodeSight& sight, const PeerAnswer& answer) {
        if (sight.record && sight.record->evidence && sight.record->evidence->data == DataState::unseen) {
            add(Result::problem, sight.record->evidence->remark,
                "mount the data folder, or see that the server's own unit can read it, before the server is started");
        }
        if (sight.hearing == Hearing::heard) {
            add(Result::ok, "this node's snmpd serves its record at " + own_agent_host(sight) + time_of(answer));
        } else {
            add(Result::problem, why_own_agent_is_not_heard(sight, own_agent_host(sight)));
        }
    }

    void look_at_peer(const NodeSight& sight, const PeerAnswer& answer) {
        const std::string name = sight.address.to_string();
        switch (sight.hearing) {
        case Hearing::heard:
            add(Result::ok, name + " answers over SNMP" + time_of(answer));
            break;
        case Hearing::older_tool:
            add(Result::note, name + ": " + sight.detail);
            break;
        case Hearing::no_record:
        case Hearing::alive_but_silent:
            add(Result::problem, name + ": " + sight.detail);
            break;
        case Hearing::unreachable:
        case Hearing::unresolved:
            add(Result::note, "no answer from " + name + ": " + sight.detail);
            break;
        }
    }

    void look_at_settings_of_peers(const std::vector<NodeSight>& sights) {
        const std::string own = print_of_settings(facts_.address.value->nodes(), facts_.own->policies);
        std::vector<std::string> same;
        std::vector<std::string> different;
        for (std::size_t index = 0; index < sights.size(); ++index) {
            if (index != own_index() && sights[index].record && !sights[index].record->settings.empty()) {
                (sights[index].record->settings == own ? same : different).push_back(sights[index].address.to_string());
            }
        }
        if (!different.empty()) {
            add(Result::problem, "configured differently: " + listed(different),
                "make the cluster address (the same text, in the same order), wait_for, fresh and arbitrators alike on "
                "all nodes");
        } else if (same.empty()) {
            add(Result::not_checked, "whether the others are configured alike: a node tells it only while it starts");
        } else {
            add(Result::ok, "configured alike: " + listed(same));
        }
    }

    const ConfigurationFacts& facts_;
    std::vector<Finding> findings_;
};

const char* word(Result result) {
    switch (result) {
    case Result::ok:
        return "ok";
    case Result::note:
        return "note";
    case Result::problem:
        return "problem";
    case Result::not_checked:
        return "not checked";
    }
    throw Error("no such result");
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, text.size()) + 2, ' ');
}

/// One or two lines.
std::string text_of(const Finding& finding) {
    const std::size_t width = std::string_view(word(Result::not_checked)).size();
    std::string text = padded(word(finding.result), width) + finding.what + '\n';
    if (!finding.remedy.empty()) {
        text += padded("", width) + "To do: " + finding.remedy + '\n';
    }
    return text;
}

} // namespace

bool ConfigurationReport::has_problem() const {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.result == Result::problem; });
}

std::string ConfigurationReport::to_string() const {
    std::size_t key_width = 0;
    std::size_t value_width = 0;
    for (const SettingRow& row : settings) {
        key_width = std::max(key_width, row.key.size());
        value_width = std::max(value_width, row.value.size());
    }
    std::string text = heading + "\n\n";
    for (const SettingRow& row : settings) {
        text += padded(row.key, key_width) + padded(row.value, value_width) + row.source + '\n';
    }
    text += '\n';
    for (const Finding& finding : findings) {
        text += text_of(finding);
    }
    return text;
}

std::string ConfigurationReport::problems() const {
    std::string text;
    for (const Finding& finding : findings) {
        text += finding.result == Result::problem ? text_of(finding) : "";
    }
    return text;
}

std::vector<SettingRow> setting_rows(const ConfigurationFacts& facts) {
    return SettingRows(facts).take();
}

ConfigurationReport report_on(const ConfigurationFacts& facts) {
    ConfigurationReport report;
    report.heading = facts.reader_is_servers ? "As a start reads it, being user " + facts.reader + ":"
                                             : "As user " + facts.reader + " may read it:";
    report.settings = setting_rows(facts);
    report.findings = Findings(facts).take();
    return report;
}

} // namespace galera_initiator
