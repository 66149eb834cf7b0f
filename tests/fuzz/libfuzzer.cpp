// What libFuzzer calls: the one target that this program was linked with. A finding leaves it as an exception, which
// ends the program, and libFuzzer keeps the input.

#include "target.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>

namespace {

/// Of the processor, which other programs cannot take away: libFuzzer's own limit is one of the clock on the wall.
constexpr std::clock_t most_seconds_for_one_input = 1;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::clock_t start = std::clock();
    galera_initiator::fuzz::targets().front().run({reinterpret_cast<const char*>(data), size});
    galera_initiator::fuzz::require(std::clock() - start <= most_seconds_for_one_input * CLOCKS_PER_SEC,
                                    "no input takes long");
    return 0;
}
