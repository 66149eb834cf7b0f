#pragma once

#include "node/system_machine.hpp"

#include <string>

namespace galera_initiator {

/// This machine, as a command sees it that belongs to no start.
class Onlooker {
public:
    /// @param unit  the server's
    Onlooker(const Places& places, const std::string& unit)
        : system_(places, unit, units_), context_{.places = places,
                                                  .unit = unit,
                                                  .invocation = {},
                                                  .cluster_address = std::nullopt,
                                                  .announcer = announcer_,
                                                  .machine = system_.machine()} {}

    [[nodiscard]] const StepContext& context() const { return context_; }

private:
    SystemAnnouncer announcer_;
    BusUnitStates units_;
    SystemMachine system_;
    StepContext context_;
};

} // namespace galera_initiator
