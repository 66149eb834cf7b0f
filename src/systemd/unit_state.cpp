#include "systemd/unit_state.hpp"

#include "common/error.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include <systemd/sd-bus.h>

namespace galera_initiator {

namespace {

constexpr std::uint64_t call_limit_microseconds = 2'000'000;
constexpr const char* manager = "org.freedesktop.systemd1";
constexpr const char* unit_interface = "org.freedesktop.systemd1.Unit";
constexpr const char* service_interface = "org.freedesktop.systemd1.Service";

/// The one place where a negative errno of libsystemd becomes an exception.
int check(int result, const std::string& what) {
    if (result < 0) {
        throw SystemError(what, -result);
    }
    return result;
}

/// The library itself gives a bus 90 s to greet, which is too long for a start, and for snmpd.
void await_greeting(sd_bus* bus) {
    using Clock = std::chrono::steady_clock;
    const std::string what = "cannot reach the system bus";
    const auto deadline = Clock::now() + std::chrono::microseconds(call_limit_microseconds);
    while (check(sd_bus_is_ready(bus), what) == 0) {
        if (check(sd_bus_process(bus, nullptr), what) > 0) {
            continue;
        }
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            throw SystemError(what, ETIMEDOUT);
        }
        check(sd_bus_wait(bus, static_cast<std::uint64_t>(left)), what);
    }
}

struct MessageRelease {
    void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, MessageRelease>;

class BusError {
public:
    BusError() = default;
    BusError(const BusError&) = delete;
    BusError& operator=(const BusError&) = delete;
    ~BusError() { sd_bus_error_free(&error_); }
    sd_bus_error* get() { return &error_; }
    [[nodiscard]] std::string message() const { return error_.message == nullptr ? "" : error_.message; }

private:
    sd_bus_error error_ = SD_BUS_ERROR_NULL;
};

std::string object_path(const std::string& unit) {
    char* path = nullptr;
    check(sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit.c_str(), &path), "cannot name unit " + unit);
    const std::unique_ptr<char, decltype(&std::free)> owner(path, &std::free);
    return path;
}

std::string read_text(sd_bus_message* message) {
    const char* text = nullptr;
    check(sd_bus_message_read(message, "v", "s", &text), "cannot read a property");
    return text;
}

std::chrono::microseconds read_time(sd_bus_message* message) {
    std::uint64_t time = 0;
    check(sd_bus_message_read(message, "v", "t", &time), "cannot read a property");
    return std::chrono::microseconds(time);
}

std::string read_bytes(sd_bus_message* message) {
    constexpr std::string_view digits = "0123456789abcdef";
    const void* bytes = nullptr;
    std::size_t size = 0;
    check(sd_bus_message_enter_container(message, 'v', "ay"), "cannot read a property");
    check(sd_bus_message_read_array(message, 'y', &bytes, &size), "cannot read a property");
    check(sd_bus_message_exit_container(message), "cannot read a property");
    std::string text;
    for (std::size_t index = 0; index < size; ++index) {
        const auto byte = static_cast<const std::uint8_t*>(bytes)[index];
        text += {digits[byte >> 4U], digits[byte & 0x0fU]};
    }
    return text;
}

/// The words of commands such as ExecStartPre=, org.freedesktop.systemd1(5).
std::vector<std::vector<std::string>> read_commands(sd_bus_message* message) {
    const std::string what = "cannot read a unit's commands";
    std::vector<std::vector<std::string>> commands;
    check(sd_bus_message_enter_container(message, 'a', "(sasbttttuii)"), what);
    while (check(sd_bus_message_enter_container(message, 'r', "sasbttttuii"), what) > 0) {
        check(sd_bus_message_skip(message, "s"), what);
        check(sd_bus_message_enter_container(message, 'a', "s"), what);
        auto& command = commands.emplace_back();
        const char* word = nullptr;
        while (check(sd_bus_message_read(message, "s", &word), what) > 0) {
            command.emplace_back(word);
        }
        check(sd_bus_message_exit_container(message), what);
        check(sd_bus_message_skip(message, "bttttuii"), what);
        check(sd_bus_message_exit_container(message), what);
    }
    return commands;
}

} // namespace

UnitPhase unit_phase(std::string_view active_state, std::string_view sub_state) {
    if (active_state == "active" || active_state == "reloading" || active_state == "refreshing") {
        return UnitPhase::up;
    }
    if (active_state == "inactive" || active_state == "failed") {
        return UnitPhase::down;
    }
    if (active_state == "deactivating") {
        return UnitPhase::stopping;
    }
    if (active_state == "activating") {
        if (sub_state == "start-pre") {
            return UnitPhase::preparing;
        }
        if (sub_state == "start") {
            return UnitPhase::starting;
        }
        if (sub_state == "start-post") {
            return UnitPhase::finishing;
        }
        if (sub_state == "auto-restart" || sub_state == "auto-restart-queued" || sub_state == "condition") {
            return UnitPhase::down;
        }
    }
    return UnitPhase::other;
}

struct BusUnitStates::Connection {
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    // Without a flush, which would wait for a bus that does not answer; every call has waited for its answer.
    ~Connection() { sd_bus_close_unref(bus); }

    sd_bus* bus = nullptr;
};

BusUnitStates::BusUnitStates() = default;

BusUnitStates::~BusUnitStates() = default;

BusUnitStates::Connection& BusUnitStates::connection() {
    if (!connection_) {
        auto opened = std::make_unique<Connection>();
        check(sd_bus_open_system(&opened->bus), "cannot reach the system bus");
        check(sd_bus_set_method_call_timeout(opened->bus, call_limit_microseconds), "cannot limit the bus calls");
        await_greeting(opened->bus);
        connection_ = std::move(opened);
    }
    return *connection_;
}

UnitState BusUnitStates::read(const std::string& unit) {
    const std::string what = "cannot read the state of " + unit;
    BusError error;
    sd_bus_message* answer = nullptr;
    const int result =
        sd_bus_call_method(connection().bus, manager, object_path(unit).c_str(), "org.freedesktop.DBus.Properties",
                           "GetAll", error.get(), &answer, "s", unit_interface);
    const Message message(answer);
    check(result, error.message().empty() ? what : what + " (" + error.message() + ")");

    std::string active_state;
    std::string sub_state;
    UnitState state;
    check(sd_bus_message_enter_container(answer, 'a', "{sv}"), what);
    while (check(sd_bus_message_enter_container(answer, 'e', "sv"), what) > 0) {
        const char* name = nullptr;
        check(sd_bus_message_read(answer, "s", &name), what);
        const std::string_view property(name);
        if (property == "ActiveState") {
            active_state = read_text(answer);
        } else if (property == "SubState") {
            sub_state = read_text(answer);
        } else if (property == "InvocationID") {
            state.invocation = read_bytes(answer);
        } else if (property == "InactiveExitTimestampMonotonic") {
            state.start_began = read_time(answer);
        } else {
            check(sd_bus_message_skip(answer, "v"), what);
        }
        check(sd_bus_message_exit_container(answer), what);
    }
    if (active_state.empty() || sub_state.empty()) {
        throw Error(what + ": the service manager's answer lacks ActiveState or SubState");
    }
    state.phase = unit_phase(active_state, sub_state);
    state.text = active_state + " (" + sub_state + ")";
    return state;
}

pid_t BusUnitStates::main_process(const std::string& unit) {
    const std::string what = "cannot read the main process of " + unit;
    BusError error;
    std::uint32_t process = 0;
    const int result = sd_bus_get_property_trivial(connection().bus, manager, object_path(unit).c_str(),
                                                   service_interface, "MainPID", error.get(), 'u', &process);
    check(result, error.message().empty() ? what : what + " (" + error.message() + ")");
    return static_cast<pid_t>(process);
}

UnitSettings BusUnitStates::settings(const std::string& unit) {
    const std::string path = object_path(unit);
    const auto get = [&](const char* interface, const char* name, const char* type) {
        const std::string what = "cannot read " + std::string(name) + " of " + unit;
        BusError error;
        sd_bus_message* answer = nullptr;
        const int result =
            sd_bus_get_property(connection().bus, manager, path.c_str(), interface, name, error.get(), &answer, type);
        check(result, error.message().empty() ? what : what + " (" + error.message() + ")");
        return Message(answer);
    };
    const auto text_of = [&get](const char* interface, const char* name) {
        const char* text = nullptr;
        const Message answer = get(interface, name, "s");
        check(sd_bus_message_read(answer.get(), "s", &text), "cannot read a property");
        return std::string(text);
    };
    if (const std::string state = text_of(unit_interface, "LoadState"); state != "loaded") {
        throw Error("the service manager has not loaded " + unit + ": " + state);
    }
    UnitSettings settings;
    settings.user = text_of(service_interface, "User");
    int needs_reload = 0;
    const Message flag = get(unit_interface, "NeedDaemonReload", "b");
    check(sd_bus_message_read(flag.get(), "b", &needs_reload), "cannot read a property");
    settings.needs_reload = needs_reload != 0;
    const Message commands = get(service_interface, "ExecStartPre", "a(sasbttttuii)");
    settings.before_start = read_commands(commands.get());
    return settings;
}

} // namespace galera_initiator
