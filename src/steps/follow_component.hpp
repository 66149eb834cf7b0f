#pragma once

#include "node/this_node.hpp"

#include <string>

namespace galera_initiator {

/// One look at a server that is up: has its view outlast a power cut, which the provider does not (Galera,
/// gcomm/src/view.cpp, ViewState::write_file: no fsync after the rename), and publishes what has become of its primary
/// component. Where it has lost that and cannot get it back, because nobody heard runs and a peer waits, or all are
/// heard, ends it after some patience: when it is killed, Restart= of its unit begins again with a decision, and its
/// evidence is heard. Nothing is lost by that: who is in no primary component commits nothing.
/// Of one that is on its way down it keeps each view that still comes: a server that lost its component may merge with
/// it until it has left.
/// @param invocation  of the server's unit; another one is left alone
void follow_component(const StepContext& context, const std::string& invocation);

} // namespace galera_initiator
