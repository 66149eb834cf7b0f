#include "stories.hpp"

#include "shrinking.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace galera_initiator::sim {

namespace {

/// More than any node does by itself before it comes to rest.
constexpr int most_steps_of_a_deed = 400;

/// What stands behind the words of an event.
enum class Argument { none, nodes, number, place };

/// How one kind of event is told.
struct Phrase {
    Kind kind;
    bool has_subject;
    std::string_view words;
    Argument argument = Argument::none; ///< a; of words b
    std::string_view of_b = {};
    std::string_view of_c = {};
    std::optional<std::uint16_t> fixed_a = std::nullopt;
    std::optional<std::uint16_t> fixed_b = std::nullopt;
};

// The longer of two that begin alike stands first.
constexpr std::array phrases{
    Phrase{Kind::boot, true, "boots"},
    Phrase{Kind::new_cluster, true, "is started by galera_new_cluster"},
    Phrase{Kind::by_hand, true, "is started by hand to bootstrap", Argument::none, {}, {}, 0},
    Phrase{Kind::by_hand, true, "is started by hand to join", Argument::none, {}, {}, 1},
    Phrase{Kind::start, true, "is started"},
    Phrase{Kind::step, true, "goes on until", Argument::place},
    Phrase{Kind::ask, true, "asks", Argument::nodes, "losing the answers of", "not reaching the ports of"},
    Phrase{Kind::decide, true, "decides"},
    Phrase{Kind::commit, true, "commits", Argument::number, "applied by", "flushed by"},
    Phrase{Kind::apply, true, "applies and flushes", Argument::number, {}, {}, std::nullopt, 1},
    Phrase{Kind::apply, true, "applies", Argument::number, {}, {}, std::nullopt, 0},
    Phrase{Kind::transfer, true, "gets the next part of its transfer"},
    Phrase{Kind::give_up, true, "gives up joining"},
    Phrase{Kind::stop, true, "is told to stop"},
    Phrase{Kind::kill, false, "kill", Argument::nodes, "just after the leave of"},
    Phrase{Kind::cut, false, "power cut", Argument::nodes, "tearing the views of", "tearing the states of"},
    Phrase{Kind::amid_view, true, "is in a component that is cut amid a view, first", Argument::nodes,
           "which is written by"},
    Phrase{Kind::link, false, "network is whole", Argument::none, {}, {}, 0},
    Phrase{Kind::link, false, "network parts", Argument::nodes},
    Phrase{Kind::part_amid, false, "network is about to part", Argument::nodes},
    Phrase{Kind::snmp, true, "hears everybody", Argument::none, {}, {}, 0},
    Phrase{Kind::snmp, true, "does not hear", Argument::nodes},
    Phrase{Kind::snmpd, true, "stops its agent or starts it"},
    Phrase{Kind::lose_data, true, "loses its data folder"},
    Phrase{Kind::lose_disk, true, "loses its disk"},
    Phrase{Kind::lose_memory, true, "loses its memory", Argument::none, {}, {}, 0},
    Phrase{Kind::lose_memory, true, "has another cluster address with other names", Argument::none, {}, {}, 1},
    Phrase{Kind::lose_memory, true, "has taken the last node for the arbitrator", Argument::none, {}, {}, 2},
    Phrase{Kind::snapshot, true, "is copied as a snapshot"},
    Phrase{Kind::put_back, true, "gets its data folder back from the snapshot", Argument::none, {}, {}, 0},
    Phrase{Kind::put_back, true, "gets its disk back from the snapshot", Argument::none, {}, {}, 1},
    Phrase{Kind::put_back, true, "gets its data folder back without its lineage", Argument::none, {}, {}, 2},
    Phrase{Kind::copy_folder, true, "gets a copy of the data folder of", Argument::nodes, {}, {}, std::nullopt, 0},
    Phrase{Kind::copy_folder,
           true,
           "gets written into its files the data folder of",
           Argument::nodes,
           {},
           {},
           std::nullopt,
           1},
    Phrase{Kind::mount, true, "loses the mount of its data folder or gets it back"},
    Phrase{Kind::fill, true, "runs out of room for its data or gets it back"},
    Phrase{Kind::end_by_hand, true, "is killed by hand", Argument::none, {}, {}, 0},
    Phrase{Kind::end_by_hand, true, "is ended by hand", Argument::none, {}, {}, 1},
    Phrase{Kind::word, true, "is told assume-lost", Argument::none, "of", {}, 0},
    Phrase{Kind::word, true, "is told bootstrap-here", Argument::none, "of", {}, 1},
    Phrase{Kind::word, true, "is told discard-local-data", Argument::none, "of", {}, 2},
    Phrase{Kind::ddl, true, "begins DDL or ends it"},
    Phrase{Kind::pause, true, "pauses its provider or lets it go on"},
    Phrase{Kind::inconsistent, true, "is found inconsistent"},
    Phrase{Kind::due, true, "has waited for long enough"},
    Phrase{Kind::arbitrator, true, "starts or ends"},
    Phrase{Kind::follow, true, "follows its component"},
};

// Names.

constexpr std::array<std::string_view, place_count> place_words{
    "off",
    "down",
    "publishing",
    "preparing",
    "deciding",
    "handing-over",
    "starting",
    "ready",
    "running",
    "stop-saving",
    "stop-leaving",
    "stop-writing",
    "stop-publishing",
    "writing-memory",
    "writing-record",
    "telling",
    "announcing",
    "writing-decision",
    "writing-environment",
    "writing-phases",
    "writing-call",
    "writing-grastate.dat",
    "writing-lineage",
    "removing-view",
    "removing-word",
    "archiving",
    "recovering",
    "asking",
};

Place place_called(std::string_view text) {
    const auto* found = std::find(place_words.begin(), place_words.end(), text);
    if (found == place_words.end()) {
        throw std::runtime_error("no place is called '" + std::string(text) + "'");
    }
    return static_cast<Place>(found - place_words.begin());
}

std::string node_word(std::size_t node, std::size_t nodes) {
    return node < nodes ? "n" + std::to_string(node + 1) : "arbitrator";
}

std::string words_of(Nodes chosen, const Story& story) {
    std::string text;
    for (std::size_t node = 0; node < story.nodes + story.policies.arbitrators; ++node) {
        text += has(chosen, node) ? (text.empty() ? "" : " ") + node_word(node, story.nodes) : "";
    }
    return text;
}

std::optional<std::size_t> node_of(std::string_view text, const Story& story) {
    for (std::size_t node = 0; node < story.nodes + story.policies.arbitrators; ++node) {
        if (node_word(node, story.nodes) == text) {
            return node;
        }
    }
    return std::nullopt;
}

Nodes nodes_of(std::string_view text, const Story& story) {
    std::istringstream stream{std::string(text)};
    Nodes found = 0;
    for (std::string name; stream >> name;) {
        const auto node = node_of(name, story);
        if (!node) {
            throw std::runtime_error("no node is called '" + name + "'");
        }
        found |= only(*node);
    }
    return found;
}

std::size_t count_of(std::string_view text, std::size_t least, std::size_t most) {
    std::size_t used = 0;
    std::size_t number = most + 1;
    try {
        number = std::stoul(std::string(text), &used);
    } catch (const std::logic_error&) {
        used = 0;
    }
    if (used != text.size() || number < least || number > most) {
        throw std::runtime_error("not a number from " + std::to_string(least) + " to " + std::to_string(most) + ": '" +
                                 std::string(text) + "'");
    }
    return number;
}

/// What stands behind these words, if the text begins with them.
std::optional<std::string_view> after(std::string_view text, std::string_view words) {
    if (!text.starts_with(words) || (text.size() > words.size() && text[words.size()] != ' ')) {
        return std::nullopt;
    }
    text.remove_prefix(std::min(words.size() + 1, text.size()));
    return text;
}

// Lines.

Deed deed_from(std::string_view line, const Story& story) {
    Deed deed;
    if (const auto rest = after(line, "?")) {
        deed.may_be_impossible = true;
        line = *rest;
    }
    std::vector<std::string_view> clauses;
    while (!line.empty()) {
        const auto end = std::min(line.find(", "), line.size());
        clauses.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 2, line.size()));
        // "..., first n2" belongs to its phrase.
        if (clauses.size() == 1 && line.starts_with("first ")) {
            const auto next = std::min(line.find(", "), line.size());
            clauses[0] = std::string_view(clauses[0].data(), clauses[0].size() + 2 + next);
            line.remove_prefix(std::min(next + 2, line.size()));
        }
    }
    std::string_view first = clauses.empty() ? std::string_view() : clauses.front();
    const auto subject = node_of(first.substr(0, first.find(' ')), story);
    if (subject) {
        deed.event.node = static_cast<std::uint8_t>(*subject);
        first.remove_prefix(std::min(first.find(' ') + 1, first.size()));
    }
    for (const Phrase& phrase : phrases) {
        const auto rest = after(first, phrase.words);
        if (!rest || phrase.has_subject != subject.has_value() ||
            (phrase.argument == Argument::none) != rest->empty()) {
            continue;
        }
        deed.event.kind = phrase.kind;
        if (phrase.argument == Argument::nodes) {
            deed.event.a = static_cast<std::uint16_t>(nodes_of(*rest, story));
        } else if (phrase.argument == Argument::number) {
            const auto number = count_of(*rest, 1, 8);
            deed.event.a = static_cast<std::uint16_t>(phrase.kind == Kind::commit ? number - 1 : number);
        } else if (phrase.argument == Argument::place) {
            deed.until = place_called(*rest);
        }
        deed.event.a = phrase.fixed_a.value_or(deed.event.a);
        deed.event.b = phrase.fixed_b.value_or(deed.event.b);
        for (std::size_t index = 1; index < clauses.size(); ++index) {
            const auto b = phrase.of_b.empty() ? std::nullopt : after(clauses[index], phrase.of_b);
            const auto c = phrase.of_c.empty() ? std::nullopt : after(clauses[index], phrase.of_c);
            if (!b && !c) {
                throw std::runtime_error("cannot understand '" + std::string(clauses[index]) + "'");
            }
            (b ? deed.event.b : deed.event.c) = static_cast<std::uint16_t>(nodes_of(b ? *b : *c, story));
        }
        return deed;
    }
    throw std::runtime_error("cannot understand this line");
}

std::string line_of(const Deed& deed, const Story& story) {
    for (const Phrase& phrase : phrases) {
        const Event& event = deed.event;
        if (phrase.kind != event.kind || phrase.fixed_a.value_or(event.a) != event.a ||
            phrase.fixed_b.value_or(event.b) != event.b) {
            continue;
        }
        std::string text = deed.may_be_impossible ? "? " : "";
        text += phrase.has_subject ? node_word(event.node, story.nodes) + " " : "";
        text += phrase.words;
        if (phrase.argument == Argument::nodes) {
            text += " " + words_of(event.a, story);
        } else if (phrase.argument == Argument::number) {
            text += " " + std::to_string(phrase.kind == Kind::commit ? event.a + 1 : event.a);
        } else if (phrase.argument == Argument::place) {
            text += " " + std::string(word(deed.until.value()));
        }
        if (!phrase.of_b.empty() && event.b != 0) {
            text += ", " + std::string(phrase.of_b) + " " + words_of(event.b, story);
        }
        if (!phrase.of_c.empty() && event.c != 0) {
            text += ", " + std::string(phrase.of_c) + " " + words_of(event.c, story);
        }
        return text;
    }
    throw std::runtime_error("an event that no line can tell");
}

/// One of the lines before and after the deeds; false if it is none.
bool take_setting(std::string_view line, Story& story, bool& tells_end) {
    const auto value = [&](std::string_view key) { return after(line, key); };
    if (const auto nodes = value("nodes")) {
        story.nodes = count_of(*nodes, 1, most_members - 1);
    } else if (const auto arbitrators = value("arbitrators")) {
        story.policies.arbitrators = count_of(*arbitrators, 0, 1);
    } else if (line == "wait_for all" || line == "wait_for majority") {
        story.policies.wait_for = line.ends_with("all") ? Policies::WaitFor::all : Policies::WaitFor::majority;
    } else if (line == "servers cannot tell their state") {
        story.abilities.servers_tell_state = false;
    } else if (line == "with starts together") {
        story.abilities.nodes_start_together = true;
    } else if (line == "fresh all" || line == "fresh first") {
        story.policies.fresh = line.ends_with("all") ? Policies::Fresh::all : Policies::Fresh::first;
    } else if (line == "begins running" || line == "begins new") {
        story.begins_fresh = line.ends_with("new");
    } else if (const auto seed = value("identities")) {
        story.seed_of_identities = count_of(*seed, 0, SIZE_MAX / 2);
    } else if (line == "comeback everyone" || line == "comeback last-only") {
        story.comeback = line.ends_with("everyone") ? Comeback::everyone : Comeback::last_only;
    } else if (const auto probe = value("expect reaches")) {
        story.reaches = *probe;
    } else if (line == "expect holds") {
        tells_end = true;
    } else if (const auto breaks = value("expect breaks")) {
        constexpr std::array<std::string_view, 8> invariants{"S1", "S2", "S3", "S4", "S5", "L1", "L2", "L4"};
        if (std::find(invariants.begin(), invariants.end(), *breaks) == invariants.end()) {
            throw std::runtime_error("no invariant is called '" + std::string(*breaks) + "'");
        }
        story.breaks = *breaks;
        tells_end = true;
    } else {
        return false;
    }
    return true;
}

// Playing.

World begin(const Story& story, const Rule& rule) {
    History history;
    history.setup = std::make_shared<const Setup>(story.nodes, story.policies, rule, story.abilities);
    history.begins_fresh = story.begins_fresh;
    history.seed_of_identities = story.seed_of_identities;
    return sim::begin(history);
}

/// @returns false if it cannot happen; part of it may have happened then
bool take(World& world, const Deed& deed) {
    if (!deed.until) {
        return world.apply(deed.event);
    }
    const std::size_t node = deed.event.node;
    for (int step = 0; step < most_steps_of_a_deed && node < world.node_count(); ++step) {
        if (!world.apply(next_of(world, node))) {
            return false;
        }
        if (place_of(world.nodes()[node]) == *deed.until || world.violation) {
            return true;
        }
    }
    return false;
}

std::optional<Violation> comes_back(const World& world, Comeback kind, std::vector<std::string>* told) {
    return try_comeback(world, kind, told).violation;
}

// Shortening.

/// What a story must go on breaking, or fulfilling.
struct Example {
    Violation violation;
    std::optional<Comeback> comeback;
    std::optional<Wish> wish = std::nullopt;
};

/// Does it break alike? Takes out what cannot happen.
bool breaks_alike(Story& story, const Example& example) {
    const Rule product;
    World world = begin(story, product);
    Coverage coverage;
    world.coverage = &coverage;
    if (example.wish) {
        example.wish->begin();
    }
    std::vector<Deed> effective;
    for (const Deed& deed : story.deeds) {
        World before = world;
        const Coverage covered_before = coverage;
        if (!take(world, deed)) {
            world = std::move(before);
            coverage = covered_before;
            continue;
        }
        effective.push_back(deed);
        if (world.violation) {
            break;
        }
    }
    const bool is_whole = effective.size() == story.deeds.size();
    story.deeds = std::move(effective);
    if (example.wish && !is_whole) {
        // What was taken out may have reached a branch, and those are counted for ever.
        return breaks_alike(story, example);
    }
    if (example.wish) {
        return !world.violation && example.wish->is_fulfilled(coverage) &&
               !comes_back(world, Comeback::last_only, nullptr) && !comes_back(world, Comeback::everyone, nullptr);
    }
    std::optional<Violation> violation = world.violation;
    if (world.violation.has_value() == example.comeback.has_value()) {
        return false;
    }
    if (example.comeback) {
        violation = comes_back(world, *example.comeback, nullptr);
    }
    return violation && is_alike(*violation, example.violation);
}

std::vector<Deed> deeds_of(const History& history) {
    World world = sim::begin(history);
    std::vector<Deed> deeds;
    const Nodes everybody = only(history.setup->member_count()) - 1;
    for (Event event : history.events) {
        world.apply(event);
        const bool names_nodes_in_a = event.kind == Kind::ask || event.kind == Kind::kill || event.kind == Kind::cut ||
                                      event.kind == Kind::amid_view || event.kind == Kind::link ||
                                      event.kind == Kind::part_amid || event.kind == Kind::snmp;
        event.a = static_cast<std::uint16_t>(names_nodes_in_a ? event.a & everybody : event.a);
        event.a = static_cast<std::uint16_t>(event.kind == Kind::commit ? event.a % 8 : event.a);
        if (event.kind != Kind::apply) {
            event.b = static_cast<std::uint16_t>(event.b & everybody);
        }
        event.c = static_cast<std::uint16_t>(event.c & everybody);
        Deed deed{event, std::nullopt, false, 0};
        if (event.kind == Kind::step) {
            deed.until = place_of(world.nodes()[event.node]);
            if (!deeds.empty() && deeds.back().until && deeds.back().event.node == event.node) {
                deeds.back() = deed;
                continue;
            }
        }
        deeds.push_back(deed);
    }
    return deeds;
}

/// Puts "goes on until it rests" for single steps, questions and decisions: what a change of the steps leaves true.
bool go_on_for_longer(Story& best, const Example& example) {
    constexpr std::array<Place, 4> resting{Place::running, Place::starting, Place::deciding, Place::down};
    bool has_changed = false;
    for (std::size_t at = 0; at < best.deeds.size(); ++at) {
        const Deed deed = best.deeds[at];
        const bool goes_on = deed.until || deed.event.kind == Kind::ask || deed.event.kind == Kind::decide ||
                             deed.event.kind == Kind::transfer;
        for (const Place place : resting) {
            if (!goes_on || deed.until == place) {
                break; // it goes on that far already
            }
            Story candidate = best;
            Deed& changed = candidate.deeds[at];
            changed = Deed{Event{Kind::step, deed.event.node, 0, 0, 0}, place, false, 0};
            // Two of the same node, one after the other, are one.
            if (breaks_alike(candidate, example) && candidate.deeds.size() <= best.deeds.size() &&
                candidate.deeds != best.deeds) {
                best = std::move(candidate);
                has_changed = true;
                break;
            }
        }
    }
    return has_changed;
}

/// Puts all nodes for some, and nobody for some, where that changes nothing.
bool say_it_plainly(Story& best, const Example& example) {
    bool has_changed = false;
    const Nodes all = only(best.nodes) - 1;
    for (std::size_t at = 0; at < best.deeds.size(); ++at) {
        std::vector<Event> plainer;
        Event event = best.deeds[at].event;
        if (event.kind == Kind::ask) {
            plainer.push_back({Kind::ask, event.node, static_cast<std::uint16_t>(all), 0, 0});
        } else if (event.kind == Kind::commit) {
            plainer.push_back(
                {Kind::commit, event.node, 0, static_cast<std::uint16_t>(all), static_cast<std::uint16_t>(all)});
            plainer.push_back({Kind::commit, event.node, 0, event.b, event.c});
        } else if (event.kind == Kind::cut) {
            plainer.push_back({Kind::cut, event.node, event.a, 0, 0});
        }
        for (const Event& plain : plainer) {
            Story candidate = best;
            candidate.deeds[at].event = plain;
            if (!(plain == event) && breaks_alike(candidate, example) && candidate.deeds.size() <= best.deeds.size()) {
                best = std::move(candidate);
                has_changed = true;
                break;
            }
        }
    }
    return has_changed;
}

} // namespace

std::string_view word(Place place) {
    return place_words.at(static_cast<std::size_t>(place));
}

std::string_view word(Kind kind) {
    for (const Phrase& phrase : phrases) {
        if (phrase.kind == kind) {
            return phrase.words;
        }
    }
    throw std::logic_error("a kind of event without words");
}

Story read_story(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("cannot read " + path.string());
    }
    Story story;
    bool tells_end = false;
    std::size_t number = 0;
    std::string line;
    try {
        while (std::getline(file, line)) {
            ++number;
            line.erase(std::min(line.find('#'), line.size()));
            line.erase(line.find_last_not_of(' ') + 1);
            if (line.empty() || take_setting(line, story, tells_end)) {
                continue;
            }
            story.deeds.push_back(deed_from(line, story));
            story.deeds.back().line = number;
        }
        if (!tells_end) {
            throw std::runtime_error("the last line must tell what is expected");
        }
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(path.string() + ":" + std::to_string(number) + ": " + error.what());
    }
    return story;
}

std::string story_text(const Story& story) {
    std::string text;
    for (const std::string& comment : story.comments) {
        text += "# " + comment + "\n";
    }
    text += "\nnodes " + std::to_string(story.nodes) + "\n";
    text += story.policies.arbitrators > 0 ? "arbitrators " + std::to_string(story.policies.arbitrators) + "\n" : "";
    text += story.policies.wait_for == Policies::WaitFor::all ? "wait_for all\n" : "wait_for majority\n";
    text += story.policies.fresh == Policies::Fresh::all ? "fresh all\n" : "fresh first\n";
    text += story.abilities.servers_tell_state ? "" : "servers cannot tell their state\n";
    text += story.abilities.nodes_start_together ? "with starts together\n" : "";
    text += story.begins_fresh ? "begins new\n" : "begins running\n";
    text += story.seed_of_identities == 1 ? "" : "identities " + std::to_string(story.seed_of_identities) + "\n";
    text += "\n";
    for (const Deed& deed : story.deeds) {
        text += line_of(deed, story) + "\n";
    }
    text += "\n";
    if (story.comeback) {
        text += *story.comeback == Comeback::everyone ? "comeback everyone\n" : "comeback last-only\n";
    }
    text += story.reaches.empty() ? "" : "expect reaches " + story.reaches + "\n";
    return text + (story.breaks.empty() ? "expect holds\n" : "expect breaks " + story.breaks + "\n");
}

std::optional<Violation> play(const Story& story, const Rule& rule, std::vector<std::string>* told,
                              Coverage* coverage) {
    World world = begin(story, rule);
    world.story = told;
    world.coverage = coverage;
    for (const Deed& deed : story.deeds) {
        if (!take(world, deed) && !deed.may_be_impossible) {
            throw std::runtime_error("line " + std::to_string(deed.line) + " cannot happen: " + line_of(deed, story) +
                                     " (" + world.state_of(deed.event.node) + ")");
        }
        if (world.violation) {
            return world.violation;
        }
    }
    std::optional<Violation> violation;
    for (const Comeback kind : {Comeback::last_only, Comeback::everyone}) {
        const bool is_wanted = story.comeback ? story.comeback == kind : story.breaks.empty();
        if (is_wanted && !violation) {
            violation = comes_back(world, kind, told);
        }
    }
    return violation;
}

namespace {

Story story_from(const History& history) {
    Story story;
    story.nodes = history.setup->node_count;
    story.policies = history.setup->policies;
    story.abilities = history.setup->abilities;
    story.begins_fresh = history.begins_fresh;
    story.seed_of_identities = history.seed_of_identities;
    story.deeds = deeds_of(history);
    return story;
}

Story shorten(Story story, const Example& example) {
    Story same = story;
    if (!breaks_alike(same, example)) {
        throw std::runtime_error("the lines of the story do not come to what its events did");
    }
    story.seed_of_identities = 1;
    story = breaks_alike(story, example) ? story : same;
    for (bool changes = true; changes;) {
        changes = leave_out(story, &Story::deeds, [&](Story& candidate) { return breaks_alike(candidate, example); });
        changes = go_on_for_longer(story, example) || changes;
        changes = say_it_plainly(story, example) || changes;
    }
    return story;
}

} // namespace

Story story_fulfilling(const History& history, const Wish& wish) {
    return shorten(story_from(history), Example{{}, std::nullopt, wish});
}

Story story_of(const History& history) {
    const History shortest = shrink(history);
    Story story = story_from(shortest);
    story.comeback = shortest.broken_comeback;
    story.breaks = shortest.violation->invariant;
    return shorten(std::move(story), Example{*shortest.violation, shortest.broken_comeback, std::nullopt});
}

} // namespace galera_initiator::sim
