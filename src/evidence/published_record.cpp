#include "evidence/published_record.hpp"

#include "common/error.hpp"

namespace galera_initiator {

namespace {

/// Was it written in the start that the server's unit is in now?
bool is_of_this_start(const PublishedRecord& published, const UnitState& server) {
    return !server.invocation.empty() && published.record.origin == server.invocation;
}

/// Is the writer of "recovering" still at it?
bool recovers_now(const PublishedRecord& published, const UnitState& server, const std::optional<UnitState>& writer) {
    if (published.record.status != NodeStatus::recovering) {
        return false;
    }
    if (!writer) {
        return server.phase == UnitPhase::preparing && is_of_this_start(published, server);
    }
    return (writer->phase == UnitPhase::starting || writer->phase == UnitPhase::preparing) &&
           published.record.origin == writer->invocation;
}

constexpr std::string_view writer_mark = "written-by ";
constexpr std::string_view server_mark = "server ";

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        throw ParseError("the published record is not whole");
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::string marked(std::string_view line, std::string_view mark) {
    if (!line.starts_with(mark)) {
        throw ParseError("the published record lacks a line '" + std::string(mark) + "...'");
    }
    return std::string(line.substr(mark.size()));
}

} // namespace

bool PublishedRecord::was_handed_to_server() const {
    return record.status == NodeStatus::bootstrapping || record.status == NodeStatus::joining;
}

bool PublishedRecord::server_was_up() const {
    return record.status == NodeStatus::running || record.status == NodeStatus::non_primary;
}

std::string PublishedRecord::to_text() const {
    return record.to_line() + "\n" + std::string(writer_mark) + writer + "\n" + std::string(server_mark) + server +
           "\n";
}

PublishedRecord PublishedRecord::parse(std::string_view text) {
    PublishedRecord published{Record::parse(take_line(text)), "", ""};
    published.writer = marked(take_line(text), writer_mark);
    published.server = marked(take_line(text), server_mark);
    return published;
}

std::optional<PublishedRecord> PublishedRecordFile::load() const {
    const auto text = files_.read(path_);
    return text ? std::optional(PublishedRecord::parse(*text)) : std::nullopt;
}

void PublishedRecordFile::save(const PublishedRecord& published) const {
    const std::string text = published.to_text();
    if (files_.read(path_) != text) {
        files_.replace(path_, text, 0644);
    }
}

NodeStatus live_status(const std::optional<PublishedRecord>& published, const UnitState& server,
                       const std::optional<UnitState>& writer) {
    const bool is_recovering = published && recovers_now(*published, server, writer);
    const bool is_handed_over = published && is_of_this_start(*published, server) && published->was_handed_to_server();
    const bool is_non_primary =
        published && is_of_this_start(*published, server) && published->record.status == NodeStatus::non_primary;
    const NodeStatus once_up = is_non_primary ? NodeStatus::non_primary : NodeStatus::running;
    switch (server.phase) {
    case UnitPhase::down:
        return is_recovering ? NodeStatus::recovering : NodeStatus::stopped;
    case UnitPhase::preparing:
        if (published && published->record.hold) {
            return NodeStatus::stopped; // its start is about to be refused
        }
        if (is_handed_over) {
            return published->record.status;
        }
        return is_recovering ? NodeStatus::recovering : NodeStatus::initiating;
    case UnitPhase::starting:
        return is_handed_over ? published->record.status : NodeStatus::joining;
    case UnitPhase::finishing:
        // Until the last step of the start has published who this node is in its component, peers do not join it: they
        // could not write down whom they joined.
        return is_handed_over ? published->record.status : once_up;
    case UnitPhase::up:
        return once_up;
    case UnitPhase::stopping:
    case UnitPhase::other:
        return NodeStatus::stopping;
    }
    throw Error("no such phase");
}

Record live_record(const std::optional<PublishedRecord>& published, const UnitState& server,
                   const std::optional<UnitState>& writer) {
    if (!published) {
        throw Error("no record was published since boot: run 'systemctl start galera-initiator-record.service'");
    }
    Record record = published->record;
    record.status = live_status(published, server, writer);
    const bool is_of_now = is_of_this_start(*published, server);
    switch (record.status) {
    case NodeStatus::stopped:
    case NodeStatus::initiating: {
        const bool is_evidence_of_now =
            published->record.status == NodeStatus::stopped ||
            (published->record.status == NodeStatus::initiating && is_of_now && server.phase == UnitPhase::preparing);
        if (!is_evidence_of_now) {
            throw Error("the server's unit is " + server.text +
                        " and no record was published since: run 'systemctl start galera-initiator-record.service'");
        }
        if (published->record.status == NodeStatus::stopped) {
            record.claim.reset();
            record.operator_word.reset();
        }
        return record;
    }
    case NodeStatus::joining:
    case NodeStatus::bootstrapping:
        if (!is_of_now || !published->was_handed_to_server()) {
            throw Error("the server starts without galera_init having decided");
        }
        return record;
    case NodeStatus::recovering:
        return record;
    case NodeStatus::running:
    case NodeStatus::non_primary:
    case NodeStatus::stopping:
        // What was published before the server came up is no evidence any more; its history may be known.
        if (!is_of_now || !published->server_was_started()) {
            record.history.reset();
            record.lineage.reset();
            record.member.reset();
        }
        record.evidence.reset();
        record.hold.reset();
        record.operator_word.reset();
        record.claim.reset();
        record.choice.reset();
        return record;
    }
    throw Error("no such status");
}

} // namespace galera_initiator
