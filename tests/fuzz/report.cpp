// A report of a node, which anybody can have written and sent.

#include "commands/report_text.hpp"

#include "addresses.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

const std::string name = "a.report";

void require_situation(const Situation& situation) {
    require(situation.self < situation.nodes.size(), "this node is one of the nodes");
    require(situation.nodes[situation.self].record.has_value(), "this node has a record");
    require(!situation.choice || !situation.choice->owner || *situation.choice->owner < situation.nodes.size(),
            "a choice is of one of the nodes");
    for (const NodeSight& node : situation.nodes) {
        require_safe(node.address);
        require(node.record.has_value() == (node.hearing == Hearing::heard),
                "a record is there exactly if it was heard");
    }
}

void run(std::string_view text) {
    const auto report = accepted(text, [&] { return Report::parse(name, text); });
    if (!report) {
        return;
    }
    if (const auto* seen = std::get_if<SeenCluster>(&report->inputs)) {
        require_situation(seen->situation);
    }
    const std::string told = report->to_text();
    std::string_view rest = told;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        require(can_be_told(line), "a report can be told to people");
        rest.remove_prefix(line.size() + 1);
    }
    require(Report::parse(name, told).to_text() == told, "a report that was told once is told alike again");
}

const Registration registration("report", run);

} // namespace

} // namespace galera_initiator::fuzz
