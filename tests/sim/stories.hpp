#pragma once

#include "history.hpp"
#include "world.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A history as a text that a person can read and write, and that stays the same history when the random numbers of the
// generator, or the number of steps of a start, change. The format is told in stories/README.

namespace galera_initiator::sim {

/// One line of a story.
struct Deed {
    Event event;
    std::optional<Place> until; ///< of Kind::step: the node goes on by itself until it is there
    bool may_be_impossible = false;
    std::size_t line = 0; ///< of the file; 0: of none
    bool operator==(const Deed&) const = default;
};

struct Story {
    std::size_t nodes = 3;
    Policies policies;
    Abilities abilities;
    bool begins_fresh = false;
    std::uint64_t seed_of_identities = 1;
    std::vector<std::string> comments; ///< the lines above all others, without '#'
    std::vector<Deed> deeds;
    std::optional<Comeback> comeback; ///< the one that is tried; none: both, where the story is to hold
    std::string breaks;               ///< the invariant that it has to break; empty: none
    std::string reaches;              ///< what it has to reach, as --probes calls it; empty: whatever it does
};

/// @throws std::runtime_error that names file and line
Story read_story(const std::filesystem::path& path);
std::string story_text(const Story& story);

/// Plays it.
/// @param rule  the product's, or with a fault planted in it
/// @param told   gets what happens, in sentences; may be null
/// @throws std::runtime_error that names a line that cannot happen
std::optional<Violation> play(const Story& story, const Rule& rule, std::vector<std::string>* told, Coverage* coverage);

/// The shortest story found that breaks the same invariant as the history does, in the same way.
Story story_of(const History& history);

/// What a story is to come to.
struct Wish {
    std::function<void()> begin; ///< called before a story is played
    std::function<bool(const Coverage& coverage)> is_fulfilled;
};

/// The shortest story found of the history that fulfils a wish before any comeback, and is to hold.
/// @throws std::runtime_error if the history does not fulfil it
Story story_fulfilling(const History& history, const Wish& wish);

/// "starting".
std::string_view word(Place place);
/// "power cut": what an event is called in a story.
std::string_view word(Kind kind);

} // namespace galera_initiator::sim
