#include "node/server_user.hpp"

#include "../in_child.hpp"
#include "../temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr uid_t user = 65534;
constexpr gid_t group = 65533;

struct Machine {
    TemporaryFolder root;
    Places places{.root = root.path()};

    explicit Machine(uid_t owner) {
        std::filesystem::permissions(root.path(), std::filesystem::perms(0755));
        std::filesystem::create_directories(places.published_folder());
        REQUIRE(::chown(places.published_folder().c_str(), owner, group) == 0);
    }
};

/// Of proc(5), tabs and all.
std::string lines_of_own_status() {
    std::string lines;
    std::ifstream stream("/proc/thread-self/status");
    for (std::string line; std::getline(stream, line);) {
        for (const char* name : {"Uid:", "Gid:", "Groups:", "CapPrm:", "CapEff:"}) {
            lines += line.starts_with(name) ? line + "\n" : "";
        }
    }
    return lines;
}

} // namespace

TEST_SUITE("server user") {
    TEST_CASE("root becomes the server's user with all its identifiers, without groups and without a way back") {
        if (::geteuid() != 0) {
            return;
        }
        const Machine machine(user);
        CHECK(in_child([&] {
                  stop_being_root(machine.places);
                  return lines_of_own_status();
              }) == "Uid:\t65534\t65534\t65534\t65534\nGid:\t65533\t65533\t65533\t65533\nGroups:\t \n"
                    "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n");
        CHECK(in_child([&] {
                  stop_being_root(machine.places);
                  return std::string(::setuid(0) == 0 ? "root again" : "not root");
              }) == "not root");
    }

    TEST_CASE("root reads nothing where the server's user is root") {
        if (::geteuid() != 0) {
            return;
        }
        const Machine machine(0);
        CHECK(in_child([&] {
                  stop_being_root(machine.places);
                  return std::string("went on");
              }).starts_with("thrown: the server's unit has no User="));
    }

    TEST_CASE("without the folder it is not known who the server's user is, and nothing is there to be read") {
        const TemporaryFolder root;
        const Places places{.root = root.path()};
        CHECK(in_child([&] {
                  stop_being_root(places);
                  return std::string("went on");
              }).starts_with(::geteuid() == 0 ? "thrown: cannot examine" : "went on"));
        CHECK(in_child([&] { return std::string(become_owner_of(places.state_folder()) ? "there" : "not there"); }) ==
              "not there");
    }

    TEST_CASE("another user stays who it is, without capabilities") {
        if (::geteuid() != 0) {
            return;
        }
        const Machine machine(user);
        CHECK(in_child([&] {
                  if (::setresuid(1, 1, 1) != 0) {
                      return std::string("cannot become another user");
                  }
                  stop_being_root(machine.places);
                  return std::to_string(::geteuid());
              }) == "1");
    }
}
