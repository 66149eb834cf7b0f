#include "decision/leaving.hpp"

#include "situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

ViewState view_of(std::initializer_list<unsigned> nodes) {
    ViewState view;
    view.own = member(1);
    view.members = members(nodes);
    return view;
}

NodeSight heard(NodeStatus status, std::optional<unsigned> as_member = std::nullopt) {
    NodeSight node{NodeAddress::parse("10.0.0.9"), Hearing::heard, Record(), {}, {}};
    node.record->status = status;
    if (as_member) {
        node.record->member = member(*as_member);
    }
    return node;
}

NodeSight sounding(Hearing hearing, const std::string& older_status = "") {
    return {NodeAddress::parse("10.0.0.9"), hearing, std::nullopt, older_status, {}};
}

/// Node 1 leaves; node 2 is a member as well; the third is the one in question.
bool may_join(const NodeSight& third, std::initializer_list<unsigned> members = {1, 2}) {
    return somebody_may_join({heard(NodeStatus::stopping, 1), heard(NodeStatus::running, 2), third}, view_of(members));
}

} // namespace

TEST_SUITE("leaving, may somebody join meanwhile?") {
    TEST_CASE("who is on the way up may") {
        for (const NodeStatus status :
             {NodeStatus::initiating, NodeStatus::recovering, NodeStatus::joining, NodeStatus::bootstrapping}) {
            CHECK(may_join(heard(status)));
        }
    }
    TEST_CASE("who runs and is not in the view has joined just now") {
        CHECK(may_join(heard(NodeStatus::running, 3)));
        CHECK_FALSE(may_join(heard(NodeStatus::running, 3), {1, 2, 3}));
        CHECK_FALSE(may_join(heard(NodeStatus::stopping, 3), {1, 2, 3}));
    }
    TEST_CASE("who is down, or off, does not") {
        CHECK_FALSE(may_join(heard(NodeStatus::stopped)));
        CHECK_FALSE(may_join(sounding(Hearing::unreachable)));
        CHECK_FALSE(may_join(sounding(Hearing::unresolved)));
    }
    TEST_CASE("who is alive and tells nothing may, if the view has no member left that it could be") {
        for (const Hearing hearing : {Hearing::alive_but_silent, Hearing::no_record}) {
            CHECK(may_join(sounding(hearing)));
            CHECK_FALSE(may_join(sounding(hearing), {1, 2, 3}));
        }
        NodeSight refusing = sounding(Hearing::unreachable);
        refusing.machine_is_up = true; // its server may be about to start
        CHECK(may_join(refusing));
        CHECK_FALSE(may_join(refusing, {1, 2, 3}));
    }
    TEST_CASE("the older tool tells by its words") {
        CHECK_FALSE(may_join(sounding(Hearing::older_tool, "running")));
        CHECK_FALSE(may_join(sounding(Hearing::older_tool, "stopped")));
        CHECK(may_join(sounding(Hearing::older_tool, "initiating")));
    }
}
