// A peer's record, which anybody on the network can have written.

#include "evidence/record.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

/// What may give way for want of room (Record::to_line) has given way.
Record without_what_may_give_way(Record record) {
    if (record.evidence) {
        record.evidence->remark.clear();
        record.evidence->lineage = Lineage();
    }
    record.lineage.reset();
    return record;
}

void run(std::string_view line) {
    const auto record = accepted(line, [&] { return Record::parse(line); });
    if (!record) {
        return;
    }
    const bool has_evidence = record->status == NodeStatus::stopped || record->status == NodeStatus::initiating;
    require(record->evidence.has_value() == has_evidence, "evidence is there exactly where it may be");
    require(!record->evidence ||
                record->evidence->position.has_value() == (record->evidence->data == DataState::intact),
            "a position is there exactly for intact data");
    require(!status_word(record->status).empty(), "every status has a word");
    const std::string told = record->to_line();
    require(told.size() <= Record::longest && told.size() <= line.size(), "a record that was read has room to be told");
    require(told.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:,@%= ") ==
                std::string::npos,
            "a record holds no character that a line or a terminal could stumble over");
    const Record again = Record::parse(told);
    require(without_what_may_give_way(again) == without_what_may_give_way(*record), "what is told is what was read");
    require(again.to_line() == told, "a record that was told once is told alike again");
}

const Registration registration("record", run);

} // namespace

} // namespace galera_initiator::fuzz
