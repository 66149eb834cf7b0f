#include "steps/steps.hpp"

namespace galera_initiator {

void admit(const StepContext& context) {
    context.machine.configuration.refuse_second_server(context.unit);
}

} // namespace galera_initiator
