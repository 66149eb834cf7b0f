// As standard.hpp, with what every test includes.

#include "standard.hpp"

#include <doctest/doctest.h>
