// A decision can be told again from what was recorded. Goes through random histories, and in each round of each start
// writes down what the node decides by, as a report does, reads it, and decides again: is it the same verdict?
//
//   replays [SEED]
//
// Exit status: 0 all were the same, 1 two were not.

#include "commands/report_text.hpp"
#include "history.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <variant>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

constexpr std::uint64_t histories = 400;

/// The product's, that of each decision by way of a report.
class Replayed : public Rule {
public:
    [[nodiscard]] Verdict decide(const Situation& situation) const override {
        Verdict verdict = Rule::decide(situation);
        ++verdicts_[std::string(word(verdict.reason))];
        if (difference_.empty()) {
            compare(situation, verdict);
        }
        return verdict;
    }

    [[nodiscard]] const std::map<std::string, int>& verdicts() const { return verdicts_; }
    /// The first one that came to another verdict; empty: there is none.
    [[nodiscard]] const std::string& difference() const { return difference_; }

private:
    void compare(const Situation& situation, const Verdict& verdict) const {
        Report report;
        report.inputs = SeenCluster{situation, situation.nodes[situation.self].record.value().settings};
        std::string text;
        try {
            text = report.to_text();
            const Report read = Report::parse("report", text);
            const auto& seen = std::get<SeenCluster>(read.inputs);
            if (Rule::decide(seen.situation) != verdict) {
                difference_ = "it is decided otherwise:\n" + text;
            } else if (verdict_or_why_none(read.inputs) != verdict_or_why_none(report.inputs)) {
                difference_ = "it is told otherwise:\n" + text;
            }
        } catch (const std::exception& error) {
            difference_ = std::string(error.what()) + "\n" + text;
        }
    }

    mutable std::map<std::string, int> verdicts_;
    mutable std::string difference_;
};

} // namespace

int main(int count, char** values) {
    const std::uint64_t first = count > 1 ? std::stoull(values[1]) : std::random_device{}();
    std::printf("seeds from %llu on\n", static_cast<unsigned long long>(first));
    const Replayed rule;
    for (std::uint64_t seed = first; seed < first + histories; ++seed) {
        const History history = run_history(seed, Plan(), rule);
        if (!rule.difference().empty()) {
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(history.seed), rule.difference().c_str());
            return EXIT_FAILURE;
        }
    }
    int decisions = 0;
    for (const auto& [reason, times] : rule.verdicts()) {
        decisions += times;
    }
    std::printf("%d decisions of %zu reasons, each told again alike\n", decisions, rule.verdicts().size());
    return decisions > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
