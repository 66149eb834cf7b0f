// What libFuzzer calls: the one target that this program was linked with. A finding leaves it as an exception, which
// ends the program, and libFuzzer keeps the input.

#include "target.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // There is nothing at an empty input's address that could be read, so that a parser's first step too far is seen.
    galera_initiator::fuzz::targets().front().run({reinterpret_cast<const char*>(data), size});
    return 0;
}
