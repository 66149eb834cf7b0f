#include "mutant.hpp"

#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace galera_mutant {

namespace {

unsigned char nowhere[most];

/// Before all other initialisation: constants of the product may ask.
__attribute__((constructor(101))) void begin() {
    if (const char* number = std::getenv("GALERA_MUTANT")) {
        selected = std::atoi(number);
    }
    const char* file = std::getenv("GALERA_MUTANT_REACHED");
    if (file == nullptr) {
        return;
    }
    // Shared, so that it also tells of children and outlives a crash.
    const int descriptor = ::open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0 || ::ftruncate(descriptor, most) != 0) {
        std::perror(file);
        std::abort();
    }
    void* map = ::mmap(nullptr, most, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    if (map == MAP_FAILED) {
        std::perror(file);
        std::abort();
    }
    reached = static_cast<unsigned char*>(map);
}

} // namespace

int selected = 0;
unsigned char* reached = nowhere;

} // namespace galera_mutant
