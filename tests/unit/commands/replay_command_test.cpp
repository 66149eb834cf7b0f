#include "commands/replay_command.hpp"

#include "../decision/situations.hpp"
#include "../in_child.hpp"
#include "../temporary_folder.hpp"
#include "commands/report_text.hpp"
#include "common/error.hpp"
#include "common/files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// In a child, because it stops being root.
std::string replayed(const std::filesystem::path& file) {
    return in_child([&] { return replayed_verdict(file); });
}

Report report_of(DecisionInputs inputs) {
    Report report;
    report.inputs = std::move(inputs);
    report.verdict = verdict_or_why_none(report.inputs);
    return report;
}

/// "wait last-members-missing", or "none": words change from version to version, and whoever corrects a verdict need
/// not find them.
std::string decision_in(const std::string& verdict) {
    constexpr std::string_view before_reason = "\nreason: ";
    const std::size_t reason = verdict.find(before_reason);
    const std::string after = reason == std::string::npos ? "" : " " + verdict.substr(reason + before_reason.size());
    return verdict.substr(0, verdict.find(':')) + after.substr(0, after.find(','));
}

/// Each a fault that was reported: dropped in as it was told, its verdict corrected where that was the fault.
std::vector<std::filesystem::path> reports() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(GALERA_INITIATOR_REPORTS)) {
        if (entry.path().extension() == ".report") {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

TEST_SUITE("a replay") {
    TEST_CASE("each report of tests/cases/reports comes to the verdict that it tells, with that reason") {
        CHECK(decision_in("wait: Waits for n3: why.\nreason: peer-silent, by rule 2\nWhat was heard:") ==
              "wait peer-silent");
        CHECK(decision_in("none: only a node") == "none");
        const auto all = reports();
        CHECK(all.size() >= 3);
        for (const auto& file : all) {
            CAPTURE(file);
            const Report report = Report::parse(file.string(), read_file(file, std::size_t{1} << 20U).value());
            CHECK(decision_in(verdict_or_why_none(report.inputs)) == decision_in(report.verdict));
        }
    }

    TEST_CASE("says what was told") {
        const TemporaryFolder folder;
        const Report report = report_of(SeenCluster{Cluster().is_down(1, alone(7)).seen_by(1), ""});
        CHECK(report.verdict.starts_with("wait: "));
        CHECK(replayed(folder.write("a.report", report.to_text())) == report.verdict);
    }

    TEST_CASE("fails as the dry run did where that came to no verdict") {
        const TemporaryFolder folder;
        const auto file = folder.write("a.report", report_of(SeenCluster{Cluster().runs(1).seen_by(1), ""}).to_text());
        CHECK(contains(replayed(file), "thrown: only a node whose server is down has something to decide"));
    }

    TEST_CASE("a report that is not there, or none, is named") {
        const TemporaryFolder folder;
        CHECK(replayed(folder / "none") == "thrown: " + (folder / "none").string() + ": there is no such file");
        const auto file = folder.write("a.report", "galera-initiator report 1\nx\n");
        CHECK(replayed(file).starts_with("thrown: " + file.string() + ":2: "));
    }

    TEST_CASE("nothing of a report is parsed as root") {
        if (::geteuid() != 0) {
            return;
        }
        const TemporaryFolder folder;
        const auto file = folder.write("a.report", report_of(PlainServer()).to_text());
        CHECK(in_child([&] {
                  static_cast<void>(replayed_verdict(file));
                  return std::to_string(::geteuid()) + " " + (::setuid(0) == 0 ? "root again" : "not root");
              }) == "65534 not root");
    }
}
