// As src/pch/standard.hpp, for the tests.

#include "../../../src/pch/standard.hpp"

#include <doctest/doctest.h>
