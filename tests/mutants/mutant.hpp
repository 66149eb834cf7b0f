// Included before everything else in a source that faults were planted in (planting.py).

#pragma once

namespace galera_mutant {

/// The numbers of mutants are below it.
constexpr int most = 1 << 17;

extern int selected;           ///< the environment's GALERA_MUTANT; 0 is the product as it is
extern unsigned char* reached; ///< one byte a mutant, 1 if its place was come to

/// Is this the mutant that is tried?
inline bool is(int number) {
    if (reached[number] == 0) {
        reached[number] = 1;
    }
    return number == selected;
}

} // namespace galera_mutant
