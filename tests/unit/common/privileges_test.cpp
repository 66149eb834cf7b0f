#include "common/privileges.hpp"

#include "../in_child.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// "CapEff" and so on, as proc(5) has it.
std::string line_of_status(const std::string& name) {
    std::ifstream stream("/proc/self/status");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(name + ":\t")) {
            return line.substr(name.size() + 2);
        }
    }
    return "none";
}

std::string own_sets() {
    return line_of_status("CapInh") + " " + line_of_status("CapPrm") + " " + line_of_status("CapEff") + " " +
           line_of_status("CapAmb");
}

constexpr const char* nothing = "0000000000000000";

} // namespace

TEST_SUITE("privileges") {
    TEST_CASE("none of the capabilities stays, whoever calls") {
        const std::string left = in_child([] {
            give_up_capabilities();
            give_up_capabilities();
            return own_sets();
        });
        CHECK(left == "0000000000000000 0000000000000000 0000000000000000 0000000000000000");
    }

    TEST_CASE("of root's only those stay that are named, also for a program that it starts") {
        if (::geteuid() != 0) {
            return;
        }
        const std::string left = in_child([] {
            give_up_capabilities({CAP_CHOWN});
            return line_of_status("CapPrm") + " " + line_of_status("CapEff") + " " + line_of_status("CapBnd");
        });
        CHECK(left == "0000000000000001 0000000000000001 0000000000000001");
    }

    TEST_CASE("what a unit hands to its user is given up, too") {
        if (::geteuid() != 0) {
            return;
        }
        const std::string left = in_child([] {
            // As AmbientCapabilities= does it.
            ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
            if (::setresuid(65534, 65534, 65534) != 0) {
                return std::string("cannot become another user");
            }
            return own_sets();
        });
        CHECK(left.substr(17, 16) != nothing); // the user has been handed some
        CHECK(in_child([] {
                  ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
                  if (::setresuid(65534, 65534, 65534) != 0) {
                      return std::string("cannot become another user");
                  }
                  give_up_capabilities();
                  return own_sets();
              }) == "0000000000000000 0000000000000000 0000000000000000 0000000000000000");
    }
}
