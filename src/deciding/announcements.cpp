#include "deciding/announcements.hpp"

#include "common/error.hpp"
#include "configuration/time_span.hpp"
#include "decision/assumptions.hpp"
#include "decision/explanation.hpp"

#include <map>

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;

/// Two verdicts that read the same to a person.
bool reads_the_same(const Verdict& left, const Verdict& right) {
    return left.action == right.action && left.reason == right.reason && left.concerns == right.concerns;
}

/// A person places them and takes them away meanwhile, by which no verdict changes.
std::vector<std::optional<Hold>> holds_of(const Situation& situation, const Verdict& verdict) {
    std::vector<std::optional<Hold>> holds;
    for (const Concern& concern : verdict.concerns) {
        const auto& record = situation.nodes[concern.node].record;
        holds.push_back(record ? record->hold : std::nullopt);
    }
    return holds;
}

/// So that `systemctl status` shows how long it has waited; more often would only be work for the service manager.
constexpr std::chrono::seconds between_statuses{10};

/// A start has a dozen verdicts or less. One with more has a peer that comes and goes, which must not flood the
/// journal.
constexpr int changes_told_at_once = 20;
constexpr std::chrono::minutes between_later_changes{1};

const char* id_of(Action action) {
    switch (action) {
    case Action::join:
        return message_id::join;
    case Action::bootstrap:
        return message_id::bootstrap;
    case Action::restore:
        return message_id::restore;
    case Action::wait:
        return message_id::wait;
    case Action::refuse:
        return message_id::refuse;
    }
    throw Error("no such action");
}

std::multimap<std::string, std::string> journal_fields(const Situation& situation, const Verdict& verdict) {
    std::multimap<std::string, std::string> fields;
    fields.emplace("GALERA_DECISION", word(verdict.action));
    fields.emplace("GALERA_REASON", word(verdict.reason));
    if (const auto& evidence = situation.nodes[situation.self].record->evidence; evidence && evidence->position) {
        fields.emplace("GALERA_UUID", evidence->position->history().to_string());
        fields.emplace("GALERA_SEQNO", evidence->position->seqno().to_string());
    }
    for (const Concern& concern : verdict.concerns) {
        fields.emplace("GALERA_PEER", situation.nodes[concern.node].address.to_string());
    }
    if (verdict.winner) {
        fields.emplace("GALERA_WINNER", situation.nodes[*verdict.winner].address.to_string());
    }
    for (const std::string& evidence : encode_evidence(situation)) {
        fields.emplace("GALERA_EVIDENCE", evidence);
    }
    return fields;
}

} // namespace

void VerdictAnnouncements::tell(const Situation& situation, const Verdict& verdict, Time now) {
    if (told_ && reads_the_same(*told_, verdict) && told_holds_ == holds_of(situation, verdict)) {
        remind(situation, verdict, now);
    } else if (verdict.action == Action::wait && changes_ >= changes_told_at_once &&
               now - told_at_ < between_later_changes) {
        refresh_status([&] { return status_text(situation, verdict, milliseconds(0)); }, now);
    } else {
        tell_change(situation, verdict, now);
    }
    tell_void_word(situation);
}

void VerdictAnnouncements::tell_change(const Situation& situation, const Verdict& verdict, Time now) {
    ++changes_;
    told_ = verdict;
    told_holds_ = holds_of(situation, verdict);
    told_at_ = status_shown_at_ = now;
    reminders_ = {};
    announcer_.show_status(status_text(situation, verdict, milliseconds(0)));
    Announcement announcement{id_of(verdict.action),
                              verdict.action == Action::refuse ? Urgency::error : Urgency::notice,
                              sentence(situation, verdict), journal_fields(situation, verdict)};
    // A new list each time would bury the verdicts of an election, which follow each other within a second.
    if (const std::string evidence = list_evidence(situation); evidence != listed_evidence_) {
        announcement.message += "\nWhat was heard:\n" + evidence;
        listed_evidence_ = evidence;
    }
    announcer_.announce(announcement);
}

void VerdictAnnouncements::remind(const Situation& situation, const Verdict& verdict, Time now) {
    const auto waited = std::chrono::duration_cast<milliseconds>(now - told_at_);
    refresh_status([&] { return status_text(situation, verdict, waited); }, now);
    if (reminders_.take_due(waited)) {
        announcer_.announce({message_id::wait_reminder, Urgency::notice,
                             "For " + time_span_text(waited) + " now: " + sentence(situation, verdict),
                             journal_fields(situation, verdict)});
    }
}

void VerdictAnnouncements::refresh_status(const std::function<std::string()>& text, Time now) {
    if (now - status_shown_at_ >= between_statuses) {
        status_shown_at_ = now;
        announcer_.show_status(text());
    }
}

void VerdictAnnouncements::tell_void_word(const Situation& situation) {
    // Once for each word that is given: while a peer comes and goes it turns void again and again.
    const auto& given = situation.nodes[situation.self].record->operator_word;
    if (own_word_applies(situation) || given == void_word_) {
        return;
    }
    void_word_ = given;
    announcer_.announce({message_id::word_void,
                         Urgency::warning,
                         "The operator's word " + std::string(word(given->kind)) +
                             " was given for other evidence than there is now, so it does not count. Look at the "
                             "evidence again, and give it again if it still holds.",
                         {{"GALERA_REASON", "word-is-void"}}});
}

} // namespace galera_initiator
