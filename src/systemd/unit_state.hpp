#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace galera_initiator {

/// Where a service unit is, as far as it matters here.
enum class UnitPhase {
    down,      ///< no process of it runs: inactive, failed, or waiting to be restarted
    preparing, ///< an ExecStartPre= command runs
    starting,  ///< its main process starts and has not reported itself ready
    finishing, ///< ready, and an ExecStartPost= command runs
    up,        ///< ready
    stopping,  ///< on its way down; processes may still run
    other,     ///< a state that this version does not know
};

/// A unit's state, read in one call so that its parts belong together.
struct UnitState {
    UnitPhase phase = UnitPhase::other;
    std::string invocation; ///< InvocationID, 32 hexadecimal digits; empty: it never ran since boot
    std::string text;       ///< "activating (start-pre)", for people

    /// When it was last begun to be started, by CLOCK_MONOTONIC; 0: never since boot.
    std::chrono::microseconds start_began{0};
};

/// What a service unit says, with all its drop-ins, as the service manager has loaded it.
struct UnitSettings {
    bool needs_reload = false;                          ///< a file of it has changed since ("systemctl daemon-reload")
    std::string user;                                   ///< User=; empty: none
    std::vector<std::vector<std::string>> before_start; ///< ExecStartPre=, each command in words
};

/// From the properties ActiveState and SubState, org.freedesktop.systemd1(5). Sub-states grow with versions.
UnitPhase unit_phase(std::string_view active_state, std::string_view sub_state);

/// Reads the state of units.
class UnitStates {
public:
    UnitStates() = default;
    UnitStates(const UnitStates&) = delete;
    UnitStates& operator=(const UnitStates&) = delete;
    virtual ~UnitStates() = default;

    /// @throws Error if the service manager does not answer within 2 s
    virtual UnitState read(const std::string& unit) = 0;

    /// The unit's main process; 0: it has none. @throws as read()
    virtual pid_t main_process(const std::string& unit) = 0;
};

/// Asks the service manager over the system bus; any user may. It is connected with the first question.
class BusUnitStates : public UnitStates {
public:
    BusUnitStates();
    BusUnitStates(const BusUnitStates&) = delete;
    BusUnitStates& operator=(const BusUnitStates&) = delete;
    ~BusUnitStates() override;

    UnitState read(const std::string& unit) override;
    pid_t main_process(const std::string& unit) override;

    /// @throws Error if the service manager does not answer within 2 s, or knows no such unit
    UnitSettings settings(const std::string& unit);

private:
    struct Connection;
    Connection& connection();

    std::unique_ptr<Connection> connection_;
};

} // namespace galera_initiator
