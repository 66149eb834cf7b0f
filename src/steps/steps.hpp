#pragma once

#include "node/this_node.hpp"

namespace galera_initiator {

// The steps of a unit's life, as the drop-in calls them: `galera_init STEP` is the file of that name in this folder.
// galera_init(8) describes each.

/// As root, before the decision: makes the volatile folders, and removes the environment file of an earlier start.
/// $USER is the server's user, to whom the published folder belongs.
void prepare(const StepContext& context);

/// As the server's user: finds the own evidence, hears the peers, decides, and hands the decision over. Returns when
/// the server may start.
/// @throws Refusal, ConfigurationError and other Errors; the start fails then, and nothing was changed
void decide_start(const StepContext& context);

/// As root, after the decision: writes the environment file that the server starts with. Where the unit is being
/// stopped there may be no decision, and none is needed: systemd runs this step all the same.
void hand_over(const StepContext& context);

/// As the server's user, once the server is up: forgets what was remembered for the start, learns this node's identity.
void after_start(const StepContext& context);

/// As the server's user, before the server is told to stop: keeps a copy of the view, which the provider is about to
/// delete.
void before_stop(const StepContext& context);

/// As the server's user, once the server is down: finds the evidence and publishes it, with a position recovery if it
/// must. Runs none where the unit was stopped during one, and waits for none: a stop is to be quick.
void after_stop(const StepContext& context);

/// The same at boot and after failed starts, in a unit of its own, while the server is down: finds the evidence and
/// publishes it. For a server that is up already and has published nothing, publishes what it runs.
void publish(const StepContext& context);

/// As the server's user, in a unit of its own, while the server starts in order to join: ends a start that waits for
/// nobody. If the primary component that was to be joined vanishes meanwhile, a server with a restored view waits for
/// it for ever and does not even heed SIGTERM (gcomm, pc.recovery), while its peers wait for its evidence. When it is
/// killed, Restart= of its unit begins again with a decision. Nothing is lost by that: who has not been connected to a
/// primary component has changed nothing.
void watch(const StepContext& context);

/// Before another server unit of this machine starts: lets it start only what is no Galera server.
/// @throws ConfigurationError
void admit(const StepContext& context);

} // namespace galera_initiator
