#include "commands/report_text.hpp"

#include "../decision/situations.hpp"
#include "common/error.hpp"
#include "common/printable.hpp"
#include "decision/decide.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

Report report_of(DecisionInputs inputs) {
    Report report;
    report.inputs = std::move(inputs);
    report.verdict = verdict_or_why_none(report.inputs);
    return report;
}

Report again(const Report& report) {
    return Report::parse("FILE", report.to_text());
}

const SeenCluster& seen_in(const Report& report) {
    return std::get<SeenCluster>(report.inputs);
}

/// What comes of it where it is decided as it stands.
std::optional<Verdict> verdict_on(const Situation& situation) {
    try {
        return decide(situation);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Draws one thing after the other; alike from the same seed.
class Draw {
public:
    explicit Draw(unsigned seed) : engine_(seed) {}

    unsigned below(unsigned count) { return static_cast<unsigned>(engine_() % count); }
    bool one_in(unsigned count) { return below(count) == 0; }
    template <typename Value>
    Value any_of(std::initializer_list<Value> values) {
        return *(values.begin() + below(static_cast<unsigned>(values.size())));
    }
    std::string text() {
        std::string text;
        for (unsigned left = below(12); left > 0; --left) {
            text += any_of<const char*>({"a", " ", "\\", "%", "== end ==", "\u00e4", ":", "'", "no answer"});
        }
        return text;
    }

private:
    std::mt19937 engine_;
};

Lineage any_lineage(Draw& draw) {
    std::vector<Timeline> later;
    std::int64_t begin = 0;
    for (unsigned number = draw.below(4); number > 0; --number) {
        begin += draw.below(3);
        later.push_back(timeline(number, begin));
    }
    return Lineage(std::move(later), !draw.one_in(6));
}

std::vector<Uuid> any_members(Draw& draw, unsigned nodes) {
    std::vector<Uuid> all;
    for (unsigned node = 1; node <= nodes + 1; ++node) {
        if (!draw.one_in(3)) {
            all.push_back(member(node));
        }
    }
    return all;
}

Evidence any_evidence(Draw& draw, unsigned node, unsigned nodes) {
    Evidence evidence;
    evidence.membership = draw.any_of({Membership::never, Membership::view, Membership::view, Membership::alone,
                                       Membership::left, Membership::unknown});
    evidence.data = draw.any_of({DataState::fresh, DataState::standalone, DataState::intact, DataState::intact,
                                 DataState::intact, DataState::damaged, DataState::unreadable, DataState::unseen});
    const Position position(draw.one_in(8) ? uuid(998) : history(), Seqno(draw.below(4)));
    if (evidence.data == DataState::intact || (evidence.data == DataState::unreadable && draw.one_in(2))) {
        evidence.position = position;
    }
    if (evidence.data == DataState::unseen && draw.one_in(2)) {
        evidence.shown = ShownInstead{draw.one_in(2) ? std::nullopt : std::optional(position)};
    }
    if (evidence.as_shown().position) {
        evidence.lineage = any_lineage(draw).held_at(position.seqno());
    }
    if (evidence.membership == Membership::view || evidence.membership == Membership::left) {
        evidence.members = any_members(draw, nodes);
        evidence.joined = draw.one_in(4) ? any_members(draw, nodes) : std::vector<Uuid>();
    }
    evidence.identities = {member(draw.one_in(20) ? 1 + draw.below(nodes) : node)};
    evidence.arbitrators = draw.one_in(6) ? std::vector{member(nodes + 1)} : std::vector<Uuid>();
    evidence.remark = draw.one_in(4) ? draw.text() : "";
    return evidence;
}

Record any_record(Draw& draw, unsigned node, const std::vector<NodeSight>& nodes) {
    Record record;
    record.cluster_name = "lab";
    record.node_name = draw.one_in(4) ? draw.text() : "n" + std::to_string(node);
    record.status = draw.any_of({NodeStatus::stopped, NodeStatus::initiating, NodeStatus::initiating,
                                 NodeStatus::recovering, NodeStatus::joining, NodeStatus::bootstrapping,
                                 NodeStatus::running, NodeStatus::non_primary, NodeStatus::stopping});
    record.origin = "start-" + std::to_string(node);
    record.settings = draw.one_in(8) ? "other" : "";
    const auto count = static_cast<unsigned>(nodes.size());
    if (record.status == NodeStatus::stopped || record.status == NodeStatus::initiating) {
        record.evidence = any_evidence(draw, node, count);
    } else if (!draw.one_in(4)) {
        record.history = draw.one_in(8) ? uuid(998) : history();
        record.lineage = draw.one_in(4) ? std::nullopt : std::optional(any_lineage(draw));
        record.member = draw.one_in(4) ? std::nullopt : std::optional(member(node));
    }
    if (draw.one_in(2)) {
        record.claim = uuid(100 + draw.below(count + 1));
    }
    if (draw.one_in(2)) {
        record.choice = uuid(100 + draw.below(count + 1));
    }
    if (draw.one_in(3)) {
        record.together = AgreedView{draw.below(9), draw.one_in(2) ? any_members(draw, count) : std::vector<Uuid>()};
    }
    if (draw.one_in(6)) {
        record.failed_starts = FailedStarts{1 + draw.below(3), 1'700'000'000};
    }
    return record;
}

/// As it comes from the wire; what no node could tell is drawn anew.
Record heard_record(Draw& draw, unsigned node, const std::vector<NodeSight>& nodes) {
    for (;;) {
        try {
            return Record::parse(any_record(draw, node, nodes).to_line());
        } catch (const ParseError&) {
            continue;
        }
    }
}

void say_words(Draw& draw, Situation& situation) {
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        auto& record = situation.nodes[index].record;
        if (!record || !record->evidence || !draw.one_in(4)) {
            continue;
        }
        const auto kind =
            draw.any_of({Override::Kind::assume_lost, Override::Kind::bootstrap_here, Override::Kind::discard_data});
        Override word{kind, {}, draw.one_in(6) ? "0123456789abcdef" : print_for_word(situation, index, kind)};
        if (kind == Override::Kind::assume_lost) {
            word.lost = {situation.nodes[draw.below(static_cast<unsigned>(situation.nodes.size()))].address};
        }
        record->operator_word = word;
    }
}

SeenCluster any_seen(Draw& draw) {
    SeenCluster seen;
    Situation& situation = seen.situation;
    const unsigned count = 1 + draw.below(5);
    for (unsigned node = 1; node <= count; ++node) {
        situation.nodes.push_back({.address = NodeAddress::parse("n" + std::to_string(node)),
                                   .record = {},
                                   .older_status = {},
                                   .detail = draw.text()});
    }
    situation.self = draw.below(count);
    for (unsigned node = 1; node <= count; ++node) {
        NodeSight& sight = situation.nodes[node - 1];
        sight.hearing =
            draw.any_of({Hearing::heard, Hearing::heard, Hearing::heard, Hearing::older_tool, Hearing::no_record,
                         Hearing::alive_but_silent, Hearing::unreachable, Hearing::unresolved});
        sight.hearing = node == situation.self + 1 ? Hearing::heard : sight.hearing;
        if (sight.hearing == Hearing::heard) {
            const bool is_to_decide = node == situation.self + 1 && !draw.one_in(8);
            do {
                sight.record = heard_record(draw, node, situation.nodes);
            } while (is_to_decide && !sight.record->evidence);
        }
        sight.older_status =
            sight.hearing == Hearing::older_tool ? draw.any_of<const char*>({"running", "stopped"}) : "";
        sight.machine_is_up = draw.one_in(2);
    }
    say_words(draw, situation);
    seen.settings = draw.one_in(8) ? "other" : "";
    situation.unit = draw.one_in(8) ? draw.text() : "mariadb";
    situation.own_record_is_served = !draw.one_in(4);
    situation.own_service_detail = draw.text();
    situation.may_let_others_join_first = draw.one_in(2);
    situation.may_wait_for_fellows = draw.one_in(2);
    situation.policies.wait_for = draw.any_of({Policies::WaitFor::all, Policies::WaitFor::majority});
    situation.policies.fresh = draw.any_of({Policies::Fresh::all, Policies::Fresh::first});
    situation.policies.arbitrators = draw.one_in(4) ? draw.below(3) : 0;
    situation.majority_is_due = draw.one_in(2);
    if (draw.one_in(4)) {
        Choice choice{uuid(100 + draw.below(count)), std::nullopt, draw.one_in(2) ? "" : "0123456789abcdef"};
        choice.owner = draw.one_in(3) ? std::nullopt : std::optional<std::size_t>(draw.below(count));
        situation.choice = choice;
    }
    situation.operator_asks_for_bootstrap = draw.one_in(4);
    situation.own_agent_is_silent = draw.one_in(4);
    situation.bootstrap_flag_is_ignored = draw.one_in(4);
    situation.provider_allows_bootstrap = draw.one_in(2);
    return seen;
}

SeenCluster plainly_seen() {
    return {Cluster().is_down(1, crashed_in({1, 2, 3}, 7)).is_down(2, crashed_in({1, 2, 3}, 7)).seen_by(1), "print"};
}

std::string fault_of(const std::string& text) {
    try {
        static_cast<void>(Report::parse("FILE", text));
        return "none";
    } catch (const ParseError& error) {
        return error.what();
    }
}

std::string with(std::string text, const std::string& old, const std::string& other) {
    const std::size_t place = text.find(old);
    REQUIRE(place != std::string::npos);
    return text.replace(place, old.size(), other);
}

} // namespace

TEST_SUITE("a report") {
    TEST_CASE("what was told is decided again alike, whatever was heard") {
        constexpr unsigned cases = 4000;
        std::set<Reason> reasons;
        for (unsigned seed = 1; seed <= cases; ++seed) {
            CAPTURE(seed);
            Draw draw(seed);
            const Report report = report_of(any_seen(draw));
            const Report read = again(report);
            CHECK(verdict_or_why_none(read.inputs) == report.verdict);
            CHECK(read.verdict == report.verdict);
            CHECK(read.to_text() == report.to_text());
            // Also as an initiator decides, by all that it knows besides; and not only in words.
            const auto verdict = verdict_on(seen_in(report).situation);
            CHECK(verdict_on(seen_in(read).situation) == verdict);
            const auto as_start = seen_in(report).as_seen_by_a_start();
            CHECK((as_start ? verdict_on(*as_start) : std::nullopt) ==
                  (as_start ? verdict_on(*seen_in(read).as_seen_by_a_start()) : std::nullopt));
            if (as_start) {
                reasons.insert(decide(*as_start).reason);
            }
        }
        // Of those that there are, all but a few that take more than one node's chance.
        CHECK(reasons.size() >= 30);
    }

    TEST_CASE("everything that is decided by is told") {
        SeenCluster seen = plainly_seen();
        Situation& told = seen.situation;
        told.self = 1;
        told.unit = "mysql@a\\b";
        told.own_record_is_served = false;
        told.own_service_detail = " it answers nothing ";
        told.may_let_others_join_first = true;
        told.may_wait_for_fellows = true;
        told.policies = {Policies::WaitFor::majority, Policies::Fresh::first, 2};
        told.majority_is_due = true;
        told.choice = Choice{uuid(7), 2, "0123456789abcdef"};
        told.operator_asks_for_bootstrap = true;
        told.own_agent_is_silent = true;
        told.bootstrap_flag_is_ignored = true;
        told.provider_allows_bootstrap = true;
        told.nodes[0].told_at = TellingTime{uuid(8), 123};
        told.nodes[2].hearing = Hearing::older_tool;
        told.nodes[2].older_status = "stopped";
        told.nodes[2].detail = "why";
        told.nodes[2].machine_is_up = true;
        const SeenCluster read = seen_in(again(report_of(seen)));
        CHECK(read.settings == "print");
        const Situation& got = read.situation;
        CHECK(got.self == told.self);
        CHECK(got.unit == told.unit);
        CHECK(got.own_record_is_served == told.own_record_is_served);
        CHECK(got.own_service_detail == told.own_service_detail);
        CHECK(got.may_let_others_join_first);
        CHECK(got.may_wait_for_fellows);
        CHECK(got.policies == told.policies);
        CHECK(got.majority_is_due);
        CHECK(got.choice == told.choice);
        CHECK(got.operator_asks_for_bootstrap);
        CHECK(got.own_agent_is_silent);
        CHECK(got.bootstrap_flag_is_ignored);
        CHECK(got.provider_allows_bootstrap);
        REQUIRE(got.nodes.size() == 3);
        for (std::size_t index = 0; index < 3; ++index) {
            CAPTURE(index);
            CHECK(got.nodes[index].address == told.nodes[index].address);
            CHECK(got.nodes[index].hearing == told.nodes[index].hearing);
            CHECK(got.nodes[index].record == told.nodes[index].record);
            CHECK(got.nodes[index].older_status == told.nodes[index].older_status);
            CHECK(got.nodes[index].detail == told.nodes[index].detail);
            CHECK(got.nodes[index].told_at == told.nodes[index].told_at);
            CHECK(got.nodes[index].machine_is_up == told.nodes[index].machine_is_up);
        }
    }

    TEST_CASE("of a choice may be told what is known of it") {
        for (const Choice& choice : {Choice{uuid(7), std::nullopt, ""}, Choice{uuid(7), 0, ""},
                                     Choice{uuid(7), std::nullopt, "0123456789abcdef"}}) {
            SeenCluster seen = plainly_seen();
            seen.situation.choice = choice;
            CHECK(seen_in(again(report_of(seen))).situation.choice == choice);
        }
    }

    TEST_CASE("what there is besides a cluster is told again as well") {
        CHECK(verdict_or_why_none(again(report_of(PlainServer())).inputs) ==
              "plain: the server is not configured as a Galera node");
        const Report denied = again(report_of(NothingSeen{"no unit\nof a server", false}));
        CHECK(denied.verdict == "none: no unit\nof a server");
        CHECK_THROWS_AS(tell_verdict(again(report_of(NothingSeen{"x", true})).inputs), ConfigurationError);
        CHECK_THROWS_WITH(tell_verdict(denied.inputs), "no unit\nof a server");
    }

    TEST_CASE("beside a running server there is no verdict, as in a dry run") {
        const Report report = again(report_of(SeenCluster{Cluster().runs(1).runs(2).seen_by(1), ""}));
        CHECK(report.verdict.starts_with("none: only a node whose server is down has something to decide"));
        CHECK(verdict_or_why_none(report.inputs) == report.verdict);
    }

    TEST_CASE("what people read is kept, and may be anything") {
        Report report = report_of(plainly_seen());
        report.origin = {"time: now"};
        report.parts = {{"file /a == b", {"== situation ==", "    nodes: 9", "\x1b[2J"}}, {"journal", {}}};
        const Report read = again(report);
        CHECK(read.origin == report.origin);
        CHECK(read.parts == report.parts);
        CHECK(read.verdict == report.verdict);
    }

    TEST_CASE("what a hostile report holds gives no order to a terminal") {
        SeenCluster seen = plainly_seen();
        seen.situation.nodes[2].detail = "\x1b[2J";
        seen.situation.nodes[0].record->node_name = "\x1b]0;";
        const std::string told = tell_verdict(again(report_of(seen)).inputs);
        CHECK(printable(told, LineBreaks::kept) == told);
    }

    TEST_CASE("one that is not whole is not believed in part") {
        const std::string text = report_of(plainly_seen()).to_text();
        CHECK(fault_of(text) == "none");
        for (std::size_t size = 0; size < text.size() - 1; ++size) {
            CAPTURE(size);
            CHECK(fault_of(text.substr(0, size)) != "none");
        }
        // Without any one of its lines.
        for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
            std::string lacking = text;
            const std::string line = lacking.substr(begin, lacking.find('\n', begin) - begin);
            CAPTURE(line);
            lacking.erase(begin, line.size() + 1);
            const bool is_for_people = line.empty() || begin < text.find("== situation ==");
            CHECK((fault_of(lacking) != "none" || is_for_people));
        }
    }

    TEST_CASE("what is wrong is told with file and line") {
        const std::string text = report_of(plainly_seen()).to_text();
        const auto line_of = [&](const std::string& part) {
            return "FILE:" +
                   std::to_string(1 + std::count(text.begin(),
                                                 text.begin() + static_cast<std::ptrdiff_t>(text.find(part)), '\n')) +
                   ": ";
        };
        struct Fault {
            std::string old;
            std::string other;
            std::string what; ///< after file and line
        };
        for (const Fault& fault : std::vector<Fault>{
                 {"    nodes: 3", "    nodes: three", "nodes: is no number"},
                 {"    nodes: 3", "    nodes:3", "nodes: a blank belongs before the value"},
                 {"    nodes: 3", "    bodes: 3", "'bodes: 3' begins with no key of this part and a colon"},
                 {"    this-node: 1", "    this-node: 0", "this-node: counts from 0, and nodes are counted from 1"},
                 {"    majority-is-due: no", "    majority-is-due: maybe", "majority-is-due: is neither yes nor no"},
                 {"    hearing: heard", "    hearing: dreamt", "hearing: is a word that this version does not know"},
                 {"    wait_for: all", "    wait_for: many", "wait_for: is a word that this version does not know"},
                 {"    address: 10.0.0.2", "    address: a b", "address: "},
                 {"    record: galera-initiator 1", "    record: galera-initiator 2",
                  "record: the record has format version '2'"},
                 {"    fresh: all", "    fresh: all\n    fresh: all", "fresh stands here for the second time"}}) {
            CAPTURE(fault.other);
            std::string place = line_of(fault.old);
            if (fault.other.find('\n') != std::string::npos) {
                place = line_of("    arbitrators");
            }
            CHECK(fault_of(with(text, fault.old, fault.other)).starts_with(place + fault.what));
        }
        CHECK(fault_of(with(text, "    fresh: all\n", "")) == line_of("== situation") + "this part lacks fresh");
        CHECK(fault_of(with(text, "    this-node: 1", "    this-node: 4")) ==
              line_of("== situation") + "names a node beyond the last one");
        CHECK(fault_of(with(text, "    nodes: 3", "    nodes: 4")) == "FILE: there is no part 'node 4'");
        CHECK(fault_of(with(text, "    nodes: 3", "    nodes: 2")) ==
              line_of("== node 3 ==") + "there are not so many nodes");
        CHECK(fault_of(with(text, "== node 3 ==", "== node 2 ==")) ==
              line_of("== node 3 ==") + "there is a part 'node 2' before");
        CHECK(fault_of(with(text, "hearing: unreachable", "hearing: heard")) ==
              line_of("== node 3 ==") + "a node has a record exactly if it was heard");
        CHECK(fault_of(with(text, "    this-node: 1", "    this-node: 3")) ==
              line_of("== situation") + "this node knows its own record, and there is none");
        CHECK(fault_of(with(text, "== situation ==", "== sightseeing =="))
                  .starts_with("FILE: there is no part 'situation'"));
        CHECK(fault_of(with(text, "== told ==", "== untold ==")) == "FILE: there is no part 'told'");
        CHECK(fault_of(with(text, "== verdict ==", "== no Galera node ==\n\n== verdict =="))
                  .starts_with("FILE: there is no part 'situation', or there is more"));
        CHECK(fault_of("") == "FILE:1: is not the first line of a report: 'galera_check report' tells one");
    }

    TEST_CASE("of another version it says so, though all else were otherwise, too") {
        CHECK_THROWS_AS(Report::parse("FILE", "galera-initiator report 2\nwhatever\n"), OtherVersionError);
        CHECK(fault_of("galera-initiator report 2\r\n") ==
              "FILE:1: the report has format version '2'; this program reads version 1: use the version of Galera "
              "Initiator that told it");
    }
}
