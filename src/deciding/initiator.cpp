#include "deciding/initiator.hpp"

#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "decision/bound_choice.hpp"
#include "decision/claiming.hpp"
#include "decision/explanation.hpp"

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;

/// A big state transfer takes hours; nodes that join by IST, or with little data, are through in this time.
constexpr std::chrono::seconds longest_turn{15};

/// A node that has waited for a minute asks once a second.
constexpr std::chrono::seconds longest_wait_for_fellows{2};

/// A silent node costs a whole time-out each time it is asked, and meanwhile the others could long have agreed. A node
/// that was silent this short a time ago has no part in what they agree on: a complete closure does without it. The own
/// agent need not be asked again for what it has told: if it falls silent now, others do not agree to what they no
/// longer hear.
constexpr std::chrono::seconds answers_are_kept_for{2};

} // namespace

Initiator::Initiator(World world, Start start)
    : world_(std::move(world)), start_(std::move(start)), announcements_(world_.announcer) {}

Indices Initiator::ask() {
    Indices asked;
    std::vector<NodeAddress> addresses;
    const bool asks_all = answers_.empty() || world_.now() - asked_all_at_ >= answers_are_kept_for;
    for (std::size_t index = 0; index < start_.nodes.size(); ++index) {
        const bool is_own = index == start_.self;
        if (asks_all || (is_own ? !own_is_served_ : answers_[index].outcome == PeerAnswer::Outcome::answered)) {
            asked.insert(index);
            addresses.push_back(is_own ? start_.own_agent.value_or(start_.nodes[index]) : start_.nodes[index]);
        }
    }
    const std::vector<PeerAnswer> given = world_.gatherer.gather(addresses);
    if (asks_all) {
        asked_all_at_ = world_.now();
        answers_.resize(start_.nodes.size());
    }
    std::size_t position = 0;
    for (const std::size_t index : asked) {
        answers_[index] = given.at(position++);
    }
    return asked;
}

Situation Initiator::look() {
    const Indices asked = ask();
    Situation situation =
        situation_of(start_.nodes, start_.self, answers_, start_.own, start_.own_agent ? start_.own_agent->host() : "");
    answer_order_.leave_out_old_answers(situation, asked);
    own_is_served_ = situation.own_record_is_served;
    situation.operator_asks_for_bootstrap = start_.operator_asks_for_bootstrap;
    situation.bootstrap_flag_is_ignored = start_.bootstrap_flag_is_ignored;
    situation.provider_allows_bootstrap = start_.provider_allows_bootstrap;
    situation.policies = start_.policies;
    situation.majority_is_due = world_.now() - began_ >= start_.majority_after;
    situation.unit = start_.unit;
    if (choice_) {
        situation.choice = placed_choice(situation.nodes, situation.self, *choice_);
    }
    return situation;
}

Initiator::Outcome Initiator::run() {
    began_ = world_.now();
    choice_ = start_.choice;
    publish(start_.own);
    world_.phases.enter(StartPhase::election, world_.now());
    for (;;) {
        world_.before_round();
        take_operator_word();
        Situation situation = look();
        situation.may_let_others_join_first = is_patient();
        situation.may_wait_for_fellows = may_wait_for_fellows();
        const Verdict verdict = world_.rule(situation);
        if (verdict.reason == Reason::donor_busy && !could_join_since_) {
            could_join_since_ = world_.now();
        }
        world_.phases.enter(phase_of(verdict), world_.now());
        announcements_.tell(situation, verdict, world_.now());
        if (verdict.action == Action::refuse) {
            throw Refusal(summarise(situation, verdict));
        }
        if (verdict.action != Action::wait) {
            return {verdict, std::move(situation)};
        }
        if (verdict.outlives_view) {
            outlive_view();
        } else {
            publish_if_changed(situation, verdict);
        }
        check_wait_limit(situation, verdict);
        world_.sleep(pause());
    }
}

void Initiator::publish_if_changed(const Situation& situation, const Verdict& verdict) {
    Record wanted =
        record_after(start_.own, verdict, verdict.claims && !start_.own.claim ? world_.new_claim() : Uuid());
    if (verdict.goes_by) {
        wanted.evidence = world_.go_by(situation.nodes.at(*verdict.goes_by));
    }
    has_news_ = wanted != start_.own;
    // Durably before it is published: whoever hears of a choice may act on it.
    if (start_.policies.wait_for == Policies::WaitFor::majority && verdict.choice != situation.choice) {
        keep_choice(situation, verdict.choice);
    }
    if (has_news_) {
        publish(wanted);
    }
    if (!wanted.claim) {
        claims_since_.reset();
    } else if (!claims_since_) {
        claims_since_ = world_.now();
    }
}

void Initiator::keep_choice(const Situation& situation, const std::optional<Choice>& choice) {
    choice_ = choice ? std::optional(to_be_remembered(*choice, situation.nodes)) : std::nullopt;
    world_.keep_choice(choice_, *start_.own.evidence);
}

void Initiator::outlive_view() {
    Record left = start_.own;
    left.evidence = world_.outlive_view(*start_.own.evidence);
    has_news_ = true;
    publish(left);
}

void Initiator::publish(const Record& record) {
    world_.publish(record);
    start_.own = record;
    own_is_served_ = false;
}

void Initiator::take_operator_word() {
    const auto word = world_.operator_word();
    if (word != start_.own.operator_word) {
        Record with_word = start_.own;
        with_word.operator_word = word;
        publish(with_word);
    }
}

void Initiator::check_wait_limit(const Situation& situation, const Verdict& verdict) const {
    if (start_.wait_limit && world_.now() - began_ >= *start_.wait_limit) {
        throw WaitLimitPassed(
            "gave up after [start] wait_limit, " +
            std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*start_.wait_limit).count()) +
            " s: " + sentence(situation, verdict));
    }
}

bool Initiator::is_patient() const {
    return has_time_left(could_join_since_, longest_turn);
}

bool Initiator::may_wait_for_fellows() const {
    return has_time_left(claims_since_, longest_wait_for_fellows);
}

bool Initiator::has_time_left(const std::optional<std::chrono::steady_clock::time_point>& since,
                              milliseconds longest) const {
    return !since || world_.now() - *since < longest;
}

milliseconds Initiator::pause() const {
    // Nodes that are started together settle within the first seconds. After that a server starts or a machine boots,
    // and then somebody has to act: to ask more often would only take the processors from what is waited for.
    if (has_news_) {
        return milliseconds(20);
    }
    const auto waited = world_.now() - began_;
    if (waited < std::chrono::seconds(3)) {
        return milliseconds(100);
    }
    if (waited < std::chrono::seconds(15)) {
        return milliseconds(250);
    }
    return waited < std::chrono::minutes(1) ? milliseconds(500) : milliseconds(1000);
}

} // namespace galera_initiator
