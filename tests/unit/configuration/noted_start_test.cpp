#include "configuration/noted_start.hpp"

#include "common/error.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <string>

#include <sys/stat.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr const char* drop_in = "etc/systemd/system/mariadb.service.d/override.conf";
constexpr const char* unit = "mariadb.service";
constexpr uid_t nobody = 65534;

/// A unit of which a drop-in is this user's alone, noted by it.
class Machine : public TemporaryRoot {
public:
    Machine() {
        write("lib/systemd/system/mariadb.service", "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS\n");
        write(drop_in, "[Service]\nEnvironment=MYSQLD_OPTS=--datadir=/srv MYSQL_HOME=/home\n");
        REQUIRE(::chmod((path() / drop_in).c_str(), 0600) == 0);
        REQUIRE(::chmod(path().c_str(), 0755) == 0);
    }

    void note() const {
        const ServerUnit server = ServerUnit::load(path(), unit);
        write("run/systemd/generator" / place_of_start_note(unit),
              note_of_start(path(), server, server.start(server.variables(path()))));
    }

    /// As another user who may not read the drop-in.
    template <typename Call>
    void as_nobody(const Call& call) const {
        REQUIRE(::seteuid(nobody) == 0);
        try {
            call();
        } catch (...) {
            static_cast<void>(::seteuid(0));
            throw;
        }
        REQUIRE(::seteuid(0) == 0);
    }
};

} // namespace

TEST_SUITE("noted start") {
    TEST_CASE("who may read all of the unit needs no note") {
        const Machine machine;
        CHECK(start_of(machine.path(), unit).options.front().text == "--datadir=/srv");
    }

    TEST_CASE("who may not goes by what root has noted, as long as that is of what is there now" *
              doctest::skip(::geteuid() != 0)) {
        const Machine machine;
        machine.as_nobody([&] { CHECK_THROWS_AS(start_of(machine.path(), unit), ConfigurationError); });
        machine.note();
        machine.as_nobody([&] {
            const ServerStart start = start_of(machine.path(), unit);
            REQUIRE(start.options.size() == 1);
            CHECK(start.options.front().text == "--datadir=/srv");
            CHECK(start.options.front().place == "/" + std::string(drop_in) + ":2");
            CHECK(start.environment.at("MYSQL_HOME") == "/home");
        });
        machine.write(drop_in, "[Service]\nEnvironment=MYSQLD_OPTS=--datadir=/other\n");
        machine.as_nobody([&] { CHECK_THROWS_AS(start_of(machine.path(), unit), ConfigurationError); });
        machine.write("run/systemd/generator" / place_of_start_note(unit), "{");
        machine.as_nobody([&] { CHECK_THROWS_AS(start_of(machine.path(), unit), ConfigurationError); });
    }
}
