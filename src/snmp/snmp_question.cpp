#include "snmp/snmp_question.hpp"

#include "snmp/snmp_failure.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/random.h>
#include <sys/socket.h>

namespace galera_initiator {

namespace {

constexpr std::array objects_of_this_project{GaleraObject::state};
constexpr std::array objects_of_older_tool{GaleraObject::status, GaleraObject::seqno};

/// What every record begins with; only Record::parse says whether it is one.
constexpr std::string_view record_beginning = "galera-initiator ";

/// Net-SNMP's own list of descriptors, which unlike fd_set has room for numbers above 1023.
class DescriptorSet {
public:
    DescriptorSet() { netsnmp_large_fd_set_init(&set_, FD_SETSIZE); }
    DescriptorSet(const DescriptorSet&) = delete;
    DescriptorSet& operator=(const DescriptorSet&) = delete;
    ~DescriptorSet() { netsnmp_large_fd_set_cleanup(&set_); }

    netsnmp_large_fd_set* get() { return &set_; }

private:
    netsnmp_large_fd_set set_{};
};

/// Every helper process inherits the library's counters as they were in the parent, so that without this each round
/// would use the numbers of the round before, and a late answer could pass for a new one.
void number_at_random(netsnmp_pdu& message) {
    std::array<std::uint32_t, 2> numbers{};
    if (::getrandom(numbers.data(), sizeof numbers, 0) == static_cast<ssize_t>(sizeof numbers)) {
        message.reqid = static_cast<long>((numbers[0] >> 1U) | 1U);
        message.msgid = static_cast<long>((numbers[1] >> 1U) | 1U);
    }
}

/// Lets the kernel drop what comes from another address or port than the one that is asked. Not over IPv6, where agents
/// of Net-SNMP up to 5.9.4 answer from whichever of the machine's addresses the kernel prefers.
/// @returns false, with errno, if there is no way to that address
bool hear_only_the_agent(const netsnmp_transport& transport) {
    const auto* agent = static_cast<const sockaddr*>(transport.remote);
    return agent->sa_family != AF_INET ||
           ::connect(transport.sock, agent, static_cast<socklen_t>(transport.remote_length)) == 0;
}

/// Does a response hold just the objects that were asked for, in their order, as every agent's has to (RFC
/// 3416, 4.2.1)?
bool holds_just(const netsnmp_pdu& response, std::span<const GaleraObject> objects) {
    const netsnmp_variable_list* variable = response.variables;
    for (const GaleraObject object : objects) {
        if (variable == nullptr || object_named({variable->name, variable->name_length}) != object) {
            return false;
        }
        variable = variable->next_variable;
    }
    return variable == nullptr;
}

/// @pre the response holds just these objects
void take_texts(const netsnmp_pdu& response, std::span<const GaleraObject> objects, AgentTexts& result) {
    const netsnmp_variable_list* variable = response.variables;
    for (const GaleraObject object : objects) {
        const auto* bytes = variable->val_len == 0 ? nullptr : variable->val.string;
        const std::string_view value = bytes == nullptr
                                           ? std::string_view()
                                           : std::string_view(reinterpret_cast<const char*>(bytes), variable->val_len);
        ObjectText taken = object_text(object, variable->type, value);
        result.texts.at(index_of(object)) = std::move(taken.text);
        if (!taken.complaint.empty()) {
            result.complaint += (result.complaint.empty() ? "" : "; ") + taken.complaint;
        }
        variable = variable->next_variable;
    }
}

} // namespace

SnmpQuestion::SnmpQuestion(const SnmpAccess& access, std::string transport, std::chrono::microseconds each_try,
                           int retries)
    : access_(access) {
    netsnmp_session session;
    snmp_sess_init(&session);
    access_.apply_to(session);
    session.peername = transport.data();
    session.timeout = each_try.count();
    session.retries = retries;
    session.flags |= SNMP_FLAGS_DONT_PROBE;
    handle_ = snmp_sess_open(&session);
    if (handle_ == nullptr) {
        fail(session.s_snmp_errno, session.s_errno);
    } else if (!hear_only_the_agent(*snmp_sess_transport(handle_))) {
        fail(SNMPERR_BAD_SENDTO, errno);
    } else if (access_.is_v3()) {
        // Opening took the flag off again, which would make the next send wait.
        snmp_sess_session(handle_)->flags |= SNMP_FLAGS_DONT_PROBE;
        discover();
    } else {
        ask(objects_of_this_project);
    }
}

SnmpQuestion::~SnmpQuestion() {
    if (handle_ != nullptr) {
        snmp_sess_close(handle_);
    }
}

int SnmpQuestion::descriptor() const {
    const netsnmp_transport* transport = is_pending() ? snmp_sess_transport(handle_) : nullptr;
    return transport == nullptr ? -1 : transport->sock;
}

std::chrono::microseconds SnmpQuestion::until_resend() const {
    DescriptorSet unused;
    int count = 0;
    int block = 1;
    timeval wait{};
    snmp_sess_select_info2(handle_, &count, unused.get(), &wait, &block);
    if (block != 0) {
        return std::chrono::hours(1);
    }
    return std::chrono::seconds(wait.tv_sec) + std::chrono::microseconds(wait.tv_usec);
}

void SnmpQuestion::read() {
    DescriptorSet readable;
    netsnmp_large_fd_setfd(descriptor(), readable.get());
    has_event_ = false;
    snmp_sess_read2(handle_, readable.get());
    // Nothing to read is the kernel's news that a port is closed, for example.
    if (!has_event_ && snmp_sess_session(handle_)->s_snmp_errno != SNMPERR_BAD_RECVFROM) {
        was_disturbed_ = true;
    }
    if (stage_ == Stage::discovering && snmp_sess_session(handle_)->securityEngineIDLen > 0) {
        go_on_after_discovery();
    }
    if (lacks_record_) {
        go_on_without_record();
    }
}

void SnmpQuestion::check_time() {
    snmp_sess_timeout(handle_);
}

// An unauthenticated request without a user, to which the agent answers with its engine's identifier (RFC 3414, 4).
void SnmpQuestion::discover() {
    netsnmp_pdu* probe = snmp_pdu_create(SNMP_MSG_GET);
    if (probe == nullptr) {
        fail(SNMPERR_MALLOC, 0);
        return;
    }
    probe->version = SNMP_VERSION_3;
    probe->securityModel = SNMP_SEC_MODEL_USM;
    probe->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    probe->securityName = ::strdup("");
    probe->securityNameLen = 0;
    stage_ = Stage::discovering;
    send(probe);
}

void SnmpQuestion::go_on_after_discovery() {
    netsnmp_session* session = snmp_sess_session(handle_);
    if (usm_create_user_from_session(session) != SNMPERR_SUCCESS) {
        fail(SNMPERR_USM_GENERICERROR, 0);
        return;
    }
    ask(objects_of_this_project);
}

void SnmpQuestion::go_on_without_record() {
    lacks_record_ = false;
    has_asked_all_ = true;
    ask(objects_of_older_tool);
}

void SnmpQuestion::ask(std::span<const GaleraObject> objects) {
    netsnmp_pdu* request = snmp_pdu_create(SNMP_MSG_GET);
    if (request == nullptr) {
        fail(SNMPERR_MALLOC, 0);
        return;
    }
    for (const GaleraObject object : objects) {
        const ObjectIdentifier identifier = first_line_identifier(object);
        snmp_add_null_var(request, identifier.data(), identifier.size());
    }
    asked_ = objects;
    stage_ = Stage::asking;
    send(request);
}

void SnmpQuestion::send(netsnmp_pdu* message) {
    number_at_random(*message);
    errno = 0;
    if (snmp_sess_async_send(handle_, message, &SnmpQuestion::on_event, this) == 0) {
        const netsnmp_session* session = snmp_sess_session(handle_);
        const int system_error = session->s_errno != 0 ? session->s_errno : errno;
        snmp_free_pdu(message);
        fail(session->s_snmp_errno, system_error);
    }
}

// Called from C code, which no exception can cross: running out of memory ends the helper process.
int SnmpQuestion::on_event(int operation, netsnmp_session* session, int /*request*/, netsnmp_pdu* message,
                           void* question) noexcept {
    SnmpQuestion& self = *static_cast<SnmpQuestion*>(question);
    if (!self.is_pending()) {
        return 1;
    }
    self.has_event_ = true;
    switch (operation) {
    case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
        // The library goes on waiting after a 0.
        self.has_event_ = self.take_message(*message);
        return self.has_event_ ? 1 : 0;
    case NETSNMP_CALLBACK_OP_SEND_FAILED:
        self.fail(session->s_snmp_errno, session->s_errno);
        break;
    case NETSNMP_CALLBACK_OP_TIMED_OUT:
        self.stage_ = Stage::failed;
        break;
    default: // RESEND is no result, and SEC_ERROR follows a report that has been looked at.
        break;
    }
    return 1;
}

bool SnmpQuestion::take_message(netsnmp_pdu& message) {
    if (!belongs_here(message)) {
        return false;
    }
    was_heard_ = true;
    if (message.command == SNMP_MSG_REPORT) {
        take_report(message);
    } else {
        take_response(message);
    }
    return true;
}

bool SnmpQuestion::belongs_here(const netsnmp_pdu& message) const {
    if (message.command == SNMP_MSG_REPORT) {
        return access_.is_v3();
    }
    return message.command == SNMP_MSG_RESPONSE && stage_ == Stage::asking && access_.is_as_safe_as_asked(message);
}

void SnmpQuestion::take_report(netsnmp_pdu& report) {
    const int type = snmpv3_get_report_type(&report);
    const bool expected = stage_ == Stage::discovering || type == SNMPERR_NOT_IN_TIME_WINDOW;
    if (!expected) { // The library sends again by itself after a report about the time window.
        fail(type, 0);
    }
}

void SnmpQuestion::take_response(const netsnmp_pdu& response) {
    if (response.errstat != SNMP_ERR_NOERROR) {
        stage_ = Stage::failed;
        failure_ = describe_agent_error(response.errstat);
        return;
    }
    if (!holds_just(response, asked_)) {
        stage_ = Stage::answered;
        texts_ = {{}, "its agent answers with other objects than those that were asked for"};
        return;
    }
    take_texts(response, asked_, texts_);
    lacks_record_ = !has_asked_all_ && !texts_.texts.at(index_of(GaleraObject::state)).starts_with(record_beginning);
    if (!lacks_record_) {
        stage_ = Stage::answered;
    }
}

void SnmpQuestion::fail(int library_error, int system_error) {
    stage_ = Stage::failed;
    failure_ = describe_library_error(library_error, system_error, access_.security_name());
}

} // namespace galera_initiator
