#include "evidence/transfer_processes.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

using galera_initiator::find_writing_transfer;
using galera_initiator::SystemError;
using galera_initiator::test::TemporaryFolder;

namespace {

using Line = std::initializer_list<std::string_view>;

/// @returns the name of what was found beside an idle machine's processes; "" for nothing
std::string found_beside(Line arguments, const char* data_folder = "/var/lib/mysql") {
    std::string text;
    for (const std::string_view argument : arguments) {
        text.append(argument).push_back('\0');
    }
    TemporaryFolder root;
    root.write("proc/1/cmdline", std::string("/sbin/init\0", 11));
    root.write("proc/2/cmdline", "");
    std::filesystem::create_directory(root / "proc/301"); // it ended while it was looked at
    root.write("proc/4711/cmdline", text);
    const auto found = find_writing_transfer(root.path(), data_folder);
    if (found) {
        CHECK(found->id == 4711);
    }
    return found ? found->name : "";
}

} // namespace

TEST_SUITE("transfer processes") {
    TEST_CASE("a joiner's script and what it runs are seen by the data folder that they name") {
        for (const char* folder : {"/var/lib/mysql", "/var/lib/mysql/"}) {
            CHECK(found_beside({"/bin/bash", "-ue", "/usr/bin/wsrep_sst_rsync", "--role", "joiner", "--datadir",
                                "/var/lib/mysql/"},
                               folder) == "wsrep_sst_rsync");
            CHECK(found_beside({"rsync", "--daemon", "--no-detach", "--config", "/var/lib/mysql//rsync_sst.conf"},
                               folder) == "rsync");
            CHECK(found_beside({"mbstream", "-x", "-C", "/var/lib/mysql/.sst"}, folder) == "mbstream");
            CHECK(found_beside({"/usr/bin/mariadb-backup", "--innobackupex", "--datadir=/var/lib/mysql"}, folder) ==
                  "mariadb-backup");
        }
    }

    TEST_CASE("a donor's script, another folder's and other programs are none") {
        CHECK(found_beside(
                  {"/bin/bash", "-ue", "/usr/bin/wsrep_sst_rsync", "--role", "donor", "--datadir", "/var/lib/mysql/"})
                  .empty());
        CHECK(found_beside({"wsrep_sst_rsync", "--role", "joiner", "--datadir", "/var/lib/mysql2"}).empty());
        CHECK(found_beside({"rsync", "-a", "/home", "backup:/home"}).empty());
        CHECK(found_beside({"vi", "a", "b", "c", "wsrep_sst_rsync", "joiner", "/var/lib/mysql"}).empty());
        CHECK(found_beside({"ls", "/var/lib/mysql"}).empty());
    }

    TEST_CASE("a process is a folder whose name is its number") {
        const auto is_found_in = [](const std::string& name) {
            TemporaryFolder root;
            root.write("proc/" + name + "/cmdline", std::string("rsync\0/var/lib/mysql", 20));
            return find_writing_transfer(root.path(), "/var/lib/mysql").has_value();
        };
        for (const char* name : {"1", "90", "4194304", "123456789"}) {
            CHECK(is_found_in(name));
        }
        for (const char* name : {"self", "a1", "1a", "-5", "0x1", "9999999999"}) {
            CHECK_FALSE(is_found_in(name));
        }
    }

    TEST_CASE("processes that cannot be listed are an error, not a no") {
        const TemporaryFolder root;
        CHECK_THROWS_AS(find_writing_transfer(root.path(), "/var/lib/mysql"), SystemError);
    }
}
