// A world can be copied in the middle of a step of the product: the copy plays that step again up to there. Is it the
// same world then? Goes through random histories, copies the world now and then before an event, lets the event happen
// in both, and compares them.
//
//   copies [SEED]
//
// Exit status: 0 all were the same, 1 two were not.

#include "canonical.hpp"
#include "generator.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

constexpr int histories = 60;
constexpr int events = 300;

/// @returns how many copies were taken in the middle of a step; -1: one was another world
int compare_copies(std::uint64_t seed) {
    const Rule product;
    Random random(seed);
    const Climate climate = Climate::draw(random, true);
    Policies policies;
    policies.wait_for = random.chance(50) ? Policies::WaitFor::majority : Policies::WaitFor::all;
    World world(std::make_shared<const Setup>(2 + random.below(3), policies, product), seed);
    world.begin_running();
    int copies = 0;
    for (int count = 0; count < events; ++count) {
        const Event event = draw_event(world, climate, random);
        const auto& run = world.nodes()[event.node].run;
        if (!run || run->next() == Stop::begin || !random.chance(30)) {
            world.apply(event);
            continue;
        }
        World copy = world;
        const bool has_happened = world.apply(event);
        if (copy.apply(event) != has_happened ||
            Canonical::fingerprint(copy, true, 0) != Canonical::fingerprint(world, true, 0)) {
            std::printf("seed %llu: after event %d of kind %d on node %d the copy is another world\n",
                        static_cast<unsigned long long>(seed), count, static_cast<int>(event.kind), event.node);
            return -1;
        }
        ++copies;
        if (random.chance(50)) {
            world = std::move(copy);
        }
    }
    return copies;
}

} // namespace

int main(int count, char** values) {
    const std::uint64_t first = count > 1 ? std::stoull(values[1]) : std::random_device{}();
    std::printf("seeds from %llu on\n", static_cast<unsigned long long>(first));
    int copies = 0;
    for (std::uint64_t seed = first; seed < first + histories; ++seed) {
        const int compared = compare_copies(seed);
        if (compared < 0) {
            return EXIT_FAILURE;
        }
        copies += compared;
    }
    std::printf("%d copies in the middle of a step, each the same as its world\n", copies);
    return copies > histories ? EXIT_SUCCESS : EXIT_FAILURE;
}
