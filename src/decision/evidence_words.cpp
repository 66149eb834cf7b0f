#include "decision/evidence_words.hpp"

#include "common/error.hpp"
#include "common/utc_time.hpp"

#include <cstdint>

namespace galera_initiator {

namespace {

/// @param seconds  since 1970
std::string moment_in_words(std::int64_t seconds) {
    return utc_time(seconds, "%Y-%m-%d %H:%M:%S UTC");
}

} // namespace

std::string_view status_in_words(NodeStatus status) {
    switch (status) {
    case NodeStatus::joining:
        return "joining";
    case NodeStatus::stopping:
        return "stopping";
    case NodeStatus::non_primary:
        return "non-primary";
    default:
        return status_word(status);
    }
}

std::string data_in_words(const Evidence& evidence) {
    switch (evidence.data) {
    case DataState::fresh:
        return "fresh";
    case DataState::standalone:
        return "databases from before Galera";
    case DataState::intact: {
        const auto& later = evidence.lineage.later();
        return "position " + evidence.position->to_string() +
               (later.empty() ? "" : ", bootstrapped last at " + later.back().begins_at.to_string());
    }
    case DataState::damaged:
        return "data not whole";
    case DataState::unreadable:
        return evidence.may_be_whole() ? "position " + evidence.position->to_string() + ", if the data is whole"
                                       : "position not found";
    case DataState::unseen:
        return "data not seen";
    }
    throw Error("no such state of data");
}

std::string membership_in_words(const Evidence& evidence) {
    switch (evidence.membership) {
    case Membership::never:
        return "";
    case Membership::view:
        return "crashed in a component of " + std::to_string(evidence.members.size());
    case Membership::alone:
        return "was alone in the last component";
    case Membership::left:
        return evidence.members.empty() ? "stopped while others stayed"
                                        : "left a component of " + std::to_string(evidence.members.size());
    case Membership::unknown:
        return "last component unknown";
    }
    throw Error("no such membership");
}

std::string in_words(const Evidence& evidence) {
    std::string text = data_in_words(evidence);
    if (evidence.data == DataState::fresh) {
        return text;
    }
    if (const std::string membership = membership_in_words(evidence); !membership.empty()) {
        text += ", " + membership;
    }
    return evidence.remark.empty() ? text : text + " (" + evidence.remark + ")";
}

std::string in_words(const FailedStarts& failed) {
    const std::string since = moment_in_words(failed.since);
    return failed.count == 1 ? "its last start failed, at " + since
                             : "its last " + std::to_string(failed.count) + " starts failed, the first at " + since;
}

std::string in_words(const Hold& hold) {
    return "held since " + moment_in_words(hold.since) + (hold.by.empty() ? "" : " by " + hold.by) +
           (hold.reason.empty() ? "" : ": " + hold.reason);
}

std::string_view word(Hearing hearing) {
    switch (hearing) {
    case Hearing::heard:
        return "heard";
    case Hearing::older_tool:
        return "older-tool";
    case Hearing::no_record:
        return "no-record";
    case Hearing::alive_but_silent:
        return "alive-but-silent";
    case Hearing::unreachable:
        return "unreachable";
    case Hearing::unresolved:
        return "unresolved";
    }
    throw Error("no such hearing");
}

} // namespace galera_initiator
