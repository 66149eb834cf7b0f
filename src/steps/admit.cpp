#include "configuration/node_unit.hpp"
#include "steps/steps.hpp"

namespace galera_initiator {

void admit(const StepContext& context) {
    refuse_second_server(context.places.root, context.unit);
}

} // namespace galera_initiator
