#pragma once

#include "node/machine.hpp"
#include "node/places.hpp"

#include <memory>
#include <string>

namespace galera_initiator {

/// This machine, for the steps and for what a person asks.
class SystemMachine {
public:
    /// @param unit  the server's
    SystemMachine(const Places& places, const std::string& unit, UnitStates& units);
    SystemMachine(const SystemMachine&) = delete;
    SystemMachine& operator=(const SystemMachine&) = delete;
    ~SystemMachine();

    [[nodiscard]] const Machine& machine() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace galera_initiator
