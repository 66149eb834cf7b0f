#pragma once

#include "snmp/galera_objects.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/snmp_access.hpp"

#include <array>
#include <chrono>
#include <span>
#include <string>

namespace galera_initiator {

/// The three objects, as one agent gave them.
struct AgentTexts {
    std::array<std::string, galera_objects.size()> texts; ///< in the order of galera_objects
    std::string complaint;                                ///< about values that cannot be used; empty if none
};

/// One question to one address: a GET of the record and, where the agent has none, one of the older tool's two objects
/// (its agent runs a command for each, and does nothing else meanwhile). Before it, for v3, the discovery of the
/// agent's engine. Net-SNMP's own discovery waits inside the call that sends; this one is driven by poll like the rest,
/// so that several addresses and the Galera port can be tried at the same time.
class SnmpQuestion {
public:
    /// Opens the session and sends. What goes wrong is in failure(), not thrown.
    /// @param access     has to outlive this object
    /// @param transport  as PeerAddress::snmp_transport gives it
    /// @param each_try   time after which an unanswered message is sent again
    /// @param retries    how often it is
    SnmpQuestion(const SnmpAccess& access, std::string transport, std::chrono::microseconds each_try, int retries);
    SnmpQuestion(const SnmpQuestion&) = delete;
    SnmpQuestion& operator=(const SnmpQuestion&) = delete;
    ~SnmpQuestion();

    [[nodiscard]] bool is_pending() const { return stage_ == Stage::discovering || stage_ == Stage::asking; }
    [[nodiscard]] bool is_answered() const { return stage_ == Stage::answered; }

    /// Valid when is_answered().
    [[nodiscard]] const AgentTexts& texts() const { return texts_; }

    /// Why there will be no answer, for people; empty while pending, and if nothing came at all.
    [[nodiscard]] const std::string& failure() const { return failure_; }

    /// Has its agent sent anything that belongs to this question?
    [[nodiscard]] bool was_heard() const { return was_heard_; }

    /// Has anything come that does not? It is passed over: the answer may still come.
    [[nodiscard]] bool was_disturbed() const { return was_disturbed_; }

    /// To poll for input; -1 when not pending.
    [[nodiscard]] int descriptor() const;

    /// How long until something is to be sent again.
    [[nodiscard]] std::chrono::microseconds until_resend() const;

    /// Takes in what has arrived. @pre the descriptor is readable
    void read();

    /// Sends again what has waited for too long.
    void check_time();

private:
    enum class Stage { discovering, asking, answered, failed };

    static int on_event(int operation, netsnmp_session* session, int request, netsnmp_pdu* message,
                        void* question) noexcept;

    void discover();
    void ask(std::span<const GaleraObject> objects);
    void go_on_without_record();
    void send(netsnmp_pdu* message);
    void go_on_after_discovery();
    [[nodiscard]] bool take_message(netsnmp_pdu& message);
    [[nodiscard]] bool belongs_here(const netsnmp_pdu& message) const;
    void take_report(netsnmp_pdu& report);
    void take_response(const netsnmp_pdu& response);
    void fail(int library_error, int system_error);

    const SnmpAccess& access_;
    void* handle_ = nullptr;
    Stage stage_ = Stage::failed;
    std::span<const GaleraObject> asked_;
    bool was_heard_ = false;
    bool was_disturbed_ = false;
    bool has_event_ = false; ///< while reading: the library has passed something on that counts
    bool has_asked_all_ = false;
    bool lacks_record_ = false;
    AgentTexts texts_;
    std::string failure_;
};

} // namespace galera_initiator
