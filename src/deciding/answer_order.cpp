#include "deciding/answer_order.hpp"

#include "installation.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

/// More than a machine boots while another one waits for it; a forger must not fill the memory.
constexpr std::size_t most_boots = 16;

} // namespace

void AnswerOrder::leave_out_old_answers(Situation& situation, const Indices& asked) {
    heard_.resize(situation.nodes.size());
    for (const std::size_t index : asked) {
        NodeSight& node = situation.nodes[index];
        const bool is_own = index == situation.self;
        if (is_own ? !situation.own_record_is_served : node.hearing != Hearing::heard) {
            continue;
        }
        const std::string why_not = objection(index, node.told_at);
        if (why_not.empty()) {
            continue;
        }
        if (is_own) {
            situation.own_record_is_served = false;
            situation.own_service_detail = "the snmpd of this node, asked at " + node.address.host() + ": " + why_not;
        } else {
            node.hearing = Hearing::no_record;
            node.record.reset();
            node.detail = why_not;
        }
    }
}

std::string AnswerOrder::objection(std::size_t node, const std::optional<TellingTime>& told_at) {
    if (!told_at) {
        return "its record does not say when it was told: run the same version of Galera Initiator on all nodes";
    }
    std::vector<Boot>& boots = heard_.at(node);
    const auto known =
        std::find_if(boots.begin(), boots.end(), [&](const Boot& boot) { return boot.id == told_at->boot; });
    if (known == boots.end()) {
        if (boots.size() == most_boots) {
            boots.erase(boots.begin());
        }
        boots.push_back({told_at->boot, told_at->microseconds});
        return "";
    }
    if (known != boots.end() - 1) {
        return "its record is from before its last boot: an old answer came again";
    }
    if (told_at->microseconds <= known->newest) {
        return "its record is no newer than one that it told before: an old answer came again, or its snmpd keeps "
               "answers (see that 'extend -cacheTime -1' stands in " GALERA_INITIATOR_SNMPD_FILE " there)";
    }
    known->newest = told_at->microseconds;
    return "";
}

} // namespace galera_initiator
