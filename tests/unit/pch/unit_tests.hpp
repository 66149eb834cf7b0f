// As src/pch/standard.hpp, with what every test includes.

#include "../../../src/pch/standard.hpp"

#include <doctest/doctest.h>
