#include "configuration/server_unit.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using galera_initiator::find_server_unit;
using galera_initiator::test::TemporaryRoot;

namespace {

constexpr const char* unit_text = "[Service]\nExecStart=/usr/sbin/mariadbd\n";
using Found = std::optional<std::string>;

} // namespace

TEST_SUITE("server unit") {
    TEST_CASE("there is none where none is installed") {
        const TemporaryRoot root;
        CHECK_FALSE(find_server_unit(root.path(), std::nullopt));
        CHECK_FALSE(find_server_unit(root.path(), "mariadb.service"));
    }

    TEST_CASE("mariadb goes before mysql, and mysql before mysqld") {
        const TemporaryRoot root;
        root.write("usr/lib/systemd/system/mysqld.service", unit_text);
        CHECK(find_server_unit(root.path(), std::nullopt) == Found("mysqld.service"));
        root.write("lib/systemd/system/mysql.service", unit_text);
        CHECK(find_server_unit(root.path(), std::nullopt) == Found("mysql.service"));
        root.write("etc/systemd/system/mariadb.service", unit_text);
        CHECK(find_server_unit(root.path(), std::nullopt) == Found("mariadb.service"));
    }

    TEST_CASE("aliases lead to the canonical name, by absolute and by relative links") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", unit_text);
        root.link("etc/systemd/system/mysql.service", "/lib/systemd/system/mariadb.service");
        root.link("lib/systemd/system/mysqld.service", "mariadb.service");
        root.link("run/systemd/system/database.service", "../../../lib/systemd/system/mariadb.service");
        CHECK(find_server_unit(root.path(), "mysql.service") == Found("mariadb.service"));
        CHECK(find_server_unit(root.path(), "mysqld.service") == Found("mariadb.service"));
        CHECK(find_server_unit(root.path(), "database.service") == Found("mariadb.service"));
    }

    TEST_CASE("an alias to a masked unit is masked as well") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", unit_text);
        root.link("etc/systemd/system/mariadb.service", "/dev/null");
        root.link("lib/systemd/system/mysql.service", "mariadb.service");
        CHECK_FALSE(find_server_unit(root.path(), std::nullopt));
    }

    TEST_CASE("an empty file masks, and an earlier folder goes before a later one") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", unit_text);
        root.write("run/systemd/system/mariadb.service", "");
        CHECK_FALSE(find_server_unit(root.path(), std::nullopt));
        root.write("etc/systemd/system/mariadb.service", unit_text);
        CHECK(find_server_unit(root.path(), std::nullopt) == Found("mariadb.service"));
    }

    TEST_CASE("a file that was linked in from elsewhere keeps the link's name") {
        const TemporaryRoot root;
        root.write("opt/database/server.service", unit_text);
        root.link("etc/systemd/system/mariadb.service", "/opt/database/server.service");
        CHECK(find_server_unit(root.path(), std::nullopt) == Found("mariadb.service"));
    }

    TEST_CASE("a link to nowhere and links in a circle are no unit") {
        const TemporaryRoot root;
        root.link("etc/systemd/system/mariadb.service", "/opt/gone.service");
        root.link("etc/systemd/system/mysql.service", "mysqld.service");
        root.link("etc/systemd/system/mysqld.service", "mysql.service");
        CHECK_FALSE(find_server_unit(root.path(), std::nullopt));
    }

    TEST_CASE("a unit that the configuration names is the only one looked for") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", unit_text);
        root.write("lib/systemd/system/own.service", unit_text);
        CHECK(find_server_unit(root.path(), "own.service") == Found("own.service"));
        CHECK_FALSE(find_server_unit(root.path(), "other.service"));
    }
}
