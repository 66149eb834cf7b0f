#pragma once

#include "decision/decide.hpp"
#include "evidence/database.hpp"
#include "evidence/node_memory.hpp"

#include <string>

namespace galera_initiator::sim {

/// How a node goes about its start. This one is the product; planted faults and other tools' rules change one thing or
/// all of it.
class Rule {
public:
    Rule() = default;
    Rule(const Rule&) = delete;
    Rule& operator=(const Rule&) = delete;
    virtual ~Rule() = default;

    [[nodiscard]] virtual Verdict decide(const Situation& situation) const {
        return galera_initiator::decide(situation);
    }

    /// What it takes its files and its data for.
    virtual void misread(DatabaseLook& /*look*/) const {}
    virtual void misread(std::string& /*saved_state*/) const {}
    virtual void misread(NodeMemory& /*memory*/) const {}

    /// What it writes into its memory. @param before  the memory as it was
    virtual void remember(NodeMemory& /*memory*/, const NodeMemory& /*before*/) const {}

    [[nodiscard]] virtual bool saves_view_before_stop() const { return true; }
    [[nodiscard]] virtual bool sees_unfinished_view() const { return true; }
    [[nodiscard]] virtual bool reads_lineage_beside_data() const { return true; }
    [[nodiscard]] virtual bool tells_that_it_bootstraps() const { return true; }
    /// If not, a node goes by what a peer told before, in an earlier start even, where it gives no answer any more.
    [[nodiscard]] virtual bool asks_for_current_answers() const { return true; }

    /// Other tools go by no claims, so what is asserted of the product's handshake does not apply to them.
    [[nodiscard]] virtual bool is_the_product() const { return true; }
};

} // namespace galera_initiator::sim
