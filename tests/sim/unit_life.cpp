// The life of a server's unit on one machine: which step runs when, as the drop-in and systemd have it.

#include "common/error.hpp"
#include "world.hpp"

namespace galera_initiator::sim {

namespace {

UnitPhase unit_phase_of(Phase phase) {
    switch (phase) {
    case Phase::off:
    case Phase::down:
    case Phase::publishing:
        return UnitPhase::down;
    case Phase::preparing:
    case Phase::deciding:
    case Phase::handing_over:
        return UnitPhase::preparing;
    case Phase::starting:
        return UnitPhase::starting;
    case Phase::ready:
        return UnitPhase::finishing;
    case Phase::running:
        return UnitPhase::up;
    case Phase::stop_saving:
    case Phase::stop_leaving:
    case Phase::stop_writing:
    case Phase::stop_publishing:
        return UnitPhase::stopping;
    }
    throw Error("no such phase");
}

} // namespace

UnitState World::unit_state(std::size_t node) const {
    const Node& subject = nodes_[node];
    return {unit_phase_of(subject.phase), "i" + std::to_string(subject.invocation), "", {}};
}

void World::enter(std::size_t node, Phase phase) {
    nodes_[node].phase = phase;
    refresh_told(node);
}

bool World::boot(std::size_t node) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::off) {
        return false;
    }
    if (story != nullptr) {
        say(name(node) + "'s machine boots.");
    }
    subject.invocation = ++invocations_;
    subject.boot = new_uuid();
    begin(node, Phase::publishing, Step::publish);
    return true;
}

bool World::begin_start(std::size_t node, bool operator_asks) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::down || subject.server.is_alive) {
        return false;
    }
    if (story != nullptr) {
        say((operator_asks ? "The operator runs galera_new_cluster on " : "The server's unit is started on ") +
            name(node) + ".");
    }
    words_were_spoken = words_were_spoken || operator_asks;
    // The server's unit wants the one that publishes the record, and comes after it.
    subject.queued_start = QueuedStart{operator_asks};
    begin(node, Phase::publishing, Step::publish);
    return true;
}

void World::begin_queued_start(std::size_t node) {
    Node& subject = nodes_[node];
    const bool operator_asks = subject.queued_start.value().operator_asks;
    subject.queued_start.reset();
    subject.invocation = ++invocations_;
    std::vector<Answer> heard_before = std::move(subject.start.answers);
    subject.start = Start{};
    subject.start.majority_is_due = setup_->majority_is_due_at_once;
    if (!setup_->rule.asks_for_current_answers()) {
        subject.start.answers = std::move(heard_before);
    }
    subject.start.operator_asks = operator_asks;
    begin(node, Phase::preparing, Step::prepare);
}

void World::begin(std::size_t node, Phase phase, Step step, const char* service_result) {
    Node& subject = nodes_[node];
    subject.run.emplace(StepRun::Circumstances{.step = step,
                                               .invocation = "i" + std::to_string(subject.invocation),
                                               .service_result = service_result,
                                               .operator_asks = subject.start.operator_asks,
                                               .clock = subject.clock});
    enter(node, phase);
}

bool World::step(std::size_t node) {
    Node& subject = nodes_[node];
    if (subject.phase == Phase::handing_over) {
        start_server(node, subject.environment.find("--wsrep-new-cluster") != std::string::npos, false);
        return true;
    }
    if (subject.phase == Phase::stop_leaving) {
        look_at_leaver(node);
        close_provider(node);
        enter(node, Phase::stop_writing);
        return true;
    }
    if (subject.phase == Phase::stop_writing) {
        end_server(node);
        begin(node, Phase::stop_publishing, Step::after_stop, "success");
        return true;
    }
    if (!subject.run || subject.phase == Phase::deciding) {
        return false;
    }
    subject.run->go_on(*this, node);
    settle(node);
    return true;
}

/// After the step of the unit has gone on: where that leaves the unit.
void World::settle(std::size_t node) {
    Node& subject = nodes_[node];
    if (!subject.run->has_ended()) {
        if (subject.run->step() == Step::decide) {
            const bool asks = subject.run->next() == Stop::ask;
            subject.phase = asks ? Phase::deciding : Phase::preparing;
            if (asks) {
                begin_round(node);
            }
        }
        refresh_told(node);
        return;
    }
    subject.clock = subject.run->clock();
    const Step ended = subject.run->step();
    const std::string failure = subject.run->failure();
    subject.run.reset();
    if (story != nullptr && !failure.empty()) {
        say("  " + name(node) + "'s step fails: " + failure);
    }
    go_to(node, ended, failure);
}

void World::go_to(std::size_t node, Step after, const std::string& failure) {
    const Node& subject = nodes_[node];
    switch (after) {
    case Step::prepare:
    case Step::decide:
    case Step::hand_over:
        if (subject.phase == Phase::stop_publishing) {
            begin(node, Phase::stop_publishing, Step::after_stop, "success");
        } else if (!failure.empty()) {
            begin(node, Phase::stop_publishing, Step::after_stop, "exit-code");
        } else if (after == Step::hand_over) {
            enter(node, Phase::handing_over);
        } else {
            begin(node, Phase::preparing, after == Step::prepare ? Step::decide : Step::hand_over);
        }
        return;
    case Step::after_start:
        if (failure.empty()) {
            if (story != nullptr) {
                say("  " + name(node) + " is up.");
            }
            nodes_[node].is_seen_up = false;
            enter(node, Phase::running);
        } else {
            enter(node, Phase::stop_leaving);
        }
        return;
    case Step::before_stop:
        enter(node, Phase::stop_leaving);
        return;
    case Step::publish:
        if (subject.queued_start) {
            begin_queued_start(node);
            return;
        }
        [[fallthrough]];
    case Step::after_stop:
        enter(node, Phase::down);
        return;
    case Step::watch:
    case Step::follow:
        break;
    }
    throw Error("no step of the unit");
}

/// systemctl stop while a step before the server runs: SIGTERM ends that step, and systemd goes through the later ones.
void World::stop_start(std::size_t node) {
    if (story != nullptr) {
        say("The start of " + name(node) + " is stopped.");
    }
    begin(node, Phase::stop_publishing, Step::hand_over);
}

/// The same while the server starts, or a step after it runs: SIGTERM for both, and no step before the stop.
void World::stop_amid_start(std::size_t node) {
    if (story != nullptr) {
        say("The server on " + name(node) + " is stopped amid its start.");
    }
    await_lock(node);
    nodes_[node].run.reset();
    enter(node, Phase::stop_leaving);
}

bool World::watch(std::size_t node) {
    Node& subject = nodes_[node];
    if (!subject.watch) {
        subject.watch = watch_of(node, Step::watch);
    }
    subject.watch->go_on(*this, node);
    const bool ends_server = subject.watch->take_end_of_server();
    if (ends_server || subject.watch->has_ended()) {
        subject.watch.reset();
    }
    if (ends_server) {
        if (story != nullptr) {
            say("  The watch ends " + name(node) + "'s start: it finds nobody to join.");
        }
        crash_server(node);
    }
    return true;
}

void World::note_followed(std::size_t node) {
    Node& subject = nodes_[node];
    subject.followed_component = component_of(node);
    subject.followed_synced = subject.server.transfer == Transfer::synced;
}

bool World::follow(std::size_t node) {
    Node& subject = nodes_[node];
    if (!is_to_follow(*this, node)) {
        return false;
    }
    if (!subject.watch || subject.watch->step() != Step::follow) {
        note_followed(node);
        subject.watch = watch_of(node, Step::follow);
    }
    subject.watch->go_on(*this, node);
    refresh_told(node);
    const bool ends_server = subject.watch->take_end_of_server();
    if (ends_server || subject.watch->has_ended()) {
        subject.is_seen_up = true;
        subject.clock = subject.watch->clock();
        subject.watch.reset();
    }
    if (ends_server) {
        if (story != nullptr) {
            say("  The watch ends " + name(node) + "'s server, which has lost its component.");
        }
        crash_server(node);
    }
    return true;
}

/// The watch sees each view within moments, and to leave takes a server longer: so it has looked before that is down.
void World::look_at_leaver(std::size_t node) {
    Node& subject = nodes_[node];
    await_lock(node);
    subject.watch = watch_of(node, Step::follow);
    while (!subject.watch->has_ended()) {
        subject.watch->go_on(*this, node);
    }
    subject.watch.reset();
}

StepRun World::watch_of(std::size_t node, Step step) const {
    return StepRun(StepRun::Circumstances{.step = step,
                                          .invocation = "watch",
                                          .service_result = {},
                                          .operator_asks = false,
                                          .clock = nodes_[node].clock});
}

/// A step that needs the lock on the evidence waits until the watch beside it has done what it has it for.
void World::await_lock(std::size_t node) {
    Node& subject = nodes_[node];
    while (subject.watch && subject.watch->is_locking()) {
        subject.watch->go_on(*this, node);
    }
    if (subject.watch && subject.watch->has_ended()) {
        subject.watch.reset();
    }
}

} // namespace galera_initiator::sim
