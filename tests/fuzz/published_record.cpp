// The record of this node as its last writer left it, in a folder that the server's user owns.

#include "evidence/published_record.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void require_only_errors(const PublishedRecord& published, UnitPhase phase) {
    const UnitState server{phase, published.record.origin, "in some state"};
    try {
        const Record record = live_record(published, server, std::nullopt);
        require(record.status == live_status(published, server, std::nullopt), "a live record tells the live status");
    } catch (const Error&) { // NOLINT(bugprone-empty-catch): as it may, where what was published is not of now
    }
}

void run(std::string_view text) {
    const auto published = accepted(text, [&] { return PublishedRecord::parse(text); });
    if (!published) {
        return;
    }
    for (const UnitPhase phase : {UnitPhase::down, UnitPhase::preparing, UnitPhase::starting, UnitPhase::finishing,
                                  UnitPhase::up, UnitPhase::stopping, UnitPhase::other}) {
        require_only_errors(*published, phase);
    }
    const PublishedRecord again = PublishedRecord::parse(published->to_text());
    require(again.writer == published->writer && again.server == published->server,
            "the units that were read are written again");
}

const Registration registration("published_record", run);

} // namespace

} // namespace galera_initiator::fuzz
