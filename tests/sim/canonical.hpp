#pragma once

#include "world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace galera_initiator::sim {

/// 128 bits that stand for a state.
struct Fingerprint {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Fingerprint&) const = default;
};

struct FingerprintHash {
    std::size_t operator()(const Fingerprint& fingerprint) const { return fingerprint.low; }
};

/// Writes a world down such that two worlds from which the same can follow are written alike:
/// - UUIDs, logs and components by the order in which they appear, not by what they happen to be;
/// - seqnos from the lowest one on that anything still speaks of, because they are only ever compared;
/// - without what nobody reads again: the answers of a round that is over, a view file that is gone, the past.
/// What a word of the world would read, but no event of the exhaustive alphabet leads to, is left out as well: how
/// often a server that is started by hand was started before.
class Canonical {
public:
    /// @param tells_turns_apart  The world takes turns in whether a joiner goes without an incremental state transfer,
    /// and in how a full one begins. Whose turn it is makes four states of one.
    /// @param also  what else makes states differ
    static Fingerprint fingerprint(const World& world, bool tells_turns_apart, std::uint64_t also);

private:
    Canonical(const World& world, bool tells_turns_apart) : world_(world), tells_turns_apart_(tells_turns_apart) {}

    void write_world();
    void write_node(std::size_t node);
    void write_disk(std::size_t node, const Disk& disk);
    void write_memory(const NodeMemory& memory);
    void write_server(const Server& server);
    void write_run(const std::optional<StepRun>& run);
    void write_start(const Node& node);
    void write_answer(std::size_t node, std::size_t peer);
    void write_record(const Record& record);
    void write_evidence(const Evidence& evidence);
    void write_group(const Group& group);
    void write_components();
    void write_logs();

    void word(std::uint64_t value) { words_.push_back(value); }
    template <typename Value>
    void number(Value value) {
        word(static_cast<std::uint64_t>(value));
    }
    void seqno(std::int64_t value);
    void text(const std::string& value);
    void uuid(const Uuid& value);
    void uuids(const std::vector<Uuid>& values);
    void position(const Position& value);
    void lineage(const Lineage& value);
    void log(Log value);
    void component(int value);
    void component_of_disk(int value);
    template <typename Value, typename Write>
    void perhaps(const std::optional<Value>& value, Write write) {
        word(value ? 1 : 0);
        if (value) {
            write(*value);
        }
    }

    [[nodiscard]] Fingerprint digest(std::uint64_t also) const;

    /// A node's UUID goes on as the same member with a higher incarnation.
    struct Named {
        Uuid uuid;
        std::array<std::uint64_t, 2> bits; ///< of the UUID, to be compared fast
        std::uint32_t member;
        std::uint32_t incarnation;
    };

    [[nodiscard]] Named named(const Uuid& value);

    const World& world_;
    bool tells_turns_apart_;
    std::vector<std::uint64_t> words_;
    std::vector<std::size_t> seqnos_; ///< which of the words are some
    std::vector<Named> named_;
    std::uint32_t members_ = 0;
    std::vector<Log> logs_;
    std::vector<std::size_t> component_words_; ///< which of the words are numbers of components
};

} // namespace galera_initiator::sim
