#include "snmp/peer_query.hpp"

#include "common/error.hpp"
#include "common/poll_timeout.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <poll.h>

namespace galera_initiator {

namespace {

/// For a port to say that it refuses, once the node has answered. Where packets are dropped nothing comes, and a round
/// must not take longer for that.
constexpr std::chrono::milliseconds patience_after_answer{100};

bool is_pending(const std::unique_ptr<SnmpQuestion>& question) {
    return question->is_pending();
}

void poll_until(PeerQuery::Clock::time_point end, std::vector<pollfd>& descriptors) {
    if (::poll(descriptors.data(), descriptors.size(), poll_timeout(end)) < 0 && errno != EINTR) {
        throw SystemError("cannot wait for a node's answer", errno);
    }
}

} // namespace

PeerQuery::PeerQuery(const SnmpAccess& access, const SnmpSettings& settings, Clock::time_point start,
                     std::function<void(HelperStep)> tell)
    : access_(access), settings_(settings), start_(start), deadline_(start + settings.timeout), tell_(std::move(tell)) {
}

PeerAnswer PeerQuery::run(const NodeAddress& node) {
    Resolution resolution = resolve(node.host());
    if (resolution.addresses.empty()) {
        PeerAnswer answer;
        answer.outcome = PeerAnswer::Outcome::unresolved;
        answer.detail = std::move(resolution.failure);
        return answer;
    }
    tell_(HelperStep::resolved);
    addresses_ = std::move(resolution.addresses);
    do {
        advance(node.port());
        if (!is_over()) {
            wait();
            read_answers();
        }
    } while (!is_over());
    doubt_answer(node.port());
    return conclusion(node.port());
}

void PeerQuery::doubt_answer(std::uint16_t galera_port) {
    if (answered() == nullptr || tells_of_live_server(answered()->texts().texts)) {
        return;
    }
    if (!port_.has_started()) {
        port_.start(addresses_, galera_port);
    }
    const auto end = std::min(deadline_, Clock::now() + patience_after_answer);
    for (port_.look(); port_.is_pending() && Clock::now() < end; port_.look()) {
        std::vector<pollfd> descriptors;
        port_.append_to(descriptors);
        poll_until(end, descriptors);
    }
}

void PeerQuery::advance(std::uint16_t galera_port) {
    for (const auto& question : questions_) {
        if (question->is_pending()) {
            question->check_time();
        }
    }
    while (is_next_question_due()) {
        start_next_question();
    }
    look_at_port(galera_port);
}

bool PeerQuery::is_next_question_due() const {
    if (questions_.size() == addresses_.size() || answered() != nullptr) {
        return false;
    }
    const auto due = start_ + settings_.timeout * static_cast<int>(questions_.size()) / 8;
    return std::ranges::none_of(questions_, is_pending) || Clock::now() >= due;
}

void PeerQuery::start_next_question() {
    const PeerAddress& address = addresses_[questions_.size()];
    const std::chrono::microseconds each_try = std::chrono::microseconds(settings_.timeout) / (settings_.retries + 1);
    // One more than asked for: a report about the agent's clock uses up one of the library's retries. The deadline
    // holds anyway.
    questions_.push_back(std::make_unique<SnmpQuestion>(access_, address.snmp_transport(settings_.port), each_try,
                                                        settings_.retries + 1));
}

void PeerQuery::look_at_port(std::uint16_t galera_port) {
    const bool due = Clock::now() >= start_ + settings_.timeout / 2 || !may_still_be_answered();
    if (!port_.has_started() && due && answered() == nullptr) {
        port_.start(addresses_, galera_port);
    }
    port_.look();
    if (port_.finding() == PortFinding::accepts && !port_told_) {
        tell_(HelperStep::port_accepts);
        port_told_ = true;
    }
}

bool PeerQuery::may_still_be_answered() const {
    return questions_.size() < addresses_.size() || std::ranges::any_of(questions_, is_pending);
}

bool PeerQuery::is_over() const {
    if (answered() != nullptr || Clock::now() >= deadline_) {
        return true;
    }
    return !may_still_be_answered() && port_.has_started() && !port_.is_pending();
}

PeerQuery::Clock::time_point PeerQuery::next_event() const {
    Clock::time_point next = deadline_;
    for (const auto& question : questions_) {
        if (question->is_pending()) {
            next = std::min(next, Clock::now() + question->until_resend());
        }
    }
    if (questions_.size() < addresses_.size()) {
        next = std::min(next, start_ + settings_.timeout * static_cast<int>(questions_.size()) / 8);
    }
    if (!port_.has_started()) {
        next = std::min(next, start_ + settings_.timeout / 2);
    }
    return next;
}

void PeerQuery::wait() {
    std::vector<pollfd> descriptors;
    for (const auto& question : questions_) {
        if (question->is_pending()) {
            descriptors.push_back({question->descriptor(), POLLIN, 0});
        }
    }
    port_.append_to(descriptors);
    poll_until(next_event(), descriptors);
}

void PeerQuery::read_answers() {
    for (const auto& question : questions_) {
        pollfd entry{question->descriptor(), POLLIN, 0};
        if (question->is_pending() && ::poll(&entry, 1, 0) > 0) {
            question->read();
        }
    }
}

const SnmpQuestion* PeerQuery::answered() const {
    const auto found = std::ranges::find_if(questions_, [](const auto& question) { return question->is_answered(); });
    return found == questions_.end() ? nullptr : found->get();
}

std::string PeerQuery::snmp_failure() const {
    std::string text;
    for (const auto& question : questions_) {
        if (!question->failure().empty() && text.find(question->failure()) == std::string::npos) {
            text += (text.empty() ? "" : "; ") + question->failure();
        }
    }
    return text;
}

Silence PeerQuery::silence() const {
    if (std::ranges::any_of(questions_, [](const auto& question) { return question->was_disturbed(); })) {
        return Silence::disturbed;
    }
    if (!access_.is_v3()) {
        return Silence::community;
    }
    const bool was_heard = std::ranges::any_of(questions_, [](const auto& question) { return question->was_heard(); });
    return was_heard ? Silence::encryption : Silence::discovery;
}

PeerAnswer PeerQuery::conclusion(std::uint16_t galera_port) const {
    PeerAnswer answer;
    if (const SnmpQuestion* question = answered()) {
        const AgentTexts& given = question->texts();
        answer.outcome = PeerAnswer::Outcome::answered;
        answer.state = given.texts[index_of(GaleraObject::state)];
        answer.status = given.texts[index_of(GaleraObject::status)];
        answer.seqno = given.texts[index_of(GaleraObject::seqno)];
        answer.galera_port = tells_of_live_server(given.texts) ? PortFinding::not_known : port_.finding();
        answer.detail = given.complaint;
        if (answer.detail.empty() && answer.state.empty() && answer.status.empty() && answer.seqno.empty()) {
            answer.detail = "its agent answers, but shows none of galeraState, galeraStatus and galeraSeqno: are the "
                            "extends there, and does its view include .1.3.6.1.4.1.8072.1.3.2?";
        }
        return answer;
    }
    answer.galera_port = port_.finding();
    answer.outcome = answer.galera_port == PortFinding::accepts ? PeerAnswer::Outcome::alive_but_silent
                                                                : PeerAnswer::Outcome::unreachable;
    answer.detail = describe_no_answer(snmp_failure(), silence(), settings_.timeout, answer.galera_port, galera_port);
    return answer;
}

} // namespace galera_initiator
