#include "drop_in.hpp"

#include "common/error.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using galera_initiator::ClusterAddress;
using galera_initiator::escape_exec_word;
using galera_initiator::GeneratorPlan;
using galera_initiator::render_drop_in;
using galera_initiator::SystemError;
using galera_initiator::write_plan;
using galera_initiator::test::TemporaryRoot;

namespace fs = std::filesystem;

namespace {

constexpr const char* helper = "/usr/sbin/galera_init";
constexpr const char* record_unit = "/usr/lib/systemd/system/galera-initiator-record.service";

GeneratorPlan plan_for(const std::string& unit) {
    return {unit, ClusterAddress::parse("gcomm://n1"), {}, {}, {}};
}

} // namespace

TEST_SUITE("drop-in") {
    TEST_CASE("a word is escaped so that systemd passes it on as it is") {
        CHECK(escape_exec_word("--cluster-address=gcomm://n1,n2?a=b&c") == "--cluster-address=gcomm://n1,n2?a=b&c");
        CHECK(escape_exec_word("[fe80::1%eth0]") == "[fe80::1%%eth0]");
        CHECK(escape_exec_word("$HOME") == "$$HOME");
        CHECK(escape_exec_word(R"(a\x20b)") == R"(a\\x20b)");
        CHECK(escape_exec_word("a b") == "\"a b\"");
        CHECK(escape_exec_word("a\"b") == R"("a\"b")");
        CHECK(escape_exec_word("it's") == "\"it's\"");
        CHECK(escape_exec_word(";") == "\";\"");
        CHECK(escape_exec_word("") == "\"\"");
    }

    TEST_CASE("a percent sign reaches neither the command lines nor the file's name as a specifier") {
        GeneratorPlan plan{"100%n.service", ClusterAddress::parse("gcomm://[fe80::1%eth0]"), {}, {}, {}};
        const auto text = render_drop_in(plan, "/opt/50%n/galera_init");
        CHECK(text.find("EnvironmentFile=-/run/galera-initiator/100%%n.service.env\n") != std::string::npos);
        CHECK(text.find("ExecStartPre=/opt/50%%n/galera_init decide --unit=%n "
                        "--cluster-address=gcomm://[fe80::1%%eth0]\n") != std::string::npos);
    }

    TEST_CASE("the vendor's commands at a stop come after this project's, word for word, and are reset only where "
              "there are some") {
        GeneratorPlan plan = plan_for("mysql.service");
        CHECK(render_drop_in(plan, helper).find("ExecStop=\n") == std::string::npos);
        plan.stops = {"/usr/bin/mysql-systemd stop \"100%%\" @HELPER@"};
        const auto text = render_drop_in(plan, helper);
        CHECK(text.find("\nExecStop=\nExecStop=-/usr/sbin/galera_init before-stop --unit=%n\n"
                        "ExecStop=/usr/bin/mysql-systemd stop \"100%%\" @HELPER@\nExecStopPost=-") !=
              std::string::npos);
    }

    TEST_CASE("a complaint stays in its comment, whatever stands in it") {
        GeneratorPlan plan{"mariadb.service", std::nullopt, {"what @ADDRESS@ @HELPER@ said"}, {}, {}};
        const auto text = render_drop_in(plan, helper);
        CHECK(text.find("\n# what @ADDRESS@ @HELPER@ said\n") != std::string::npos);
        CHECK(text.find("--cluster-address") == std::string::npos);
    }

    TEST_CASE("an address and a unit that look like marks of the text stay as they are") {
        const std::string address = "gcomm://n1?a=@HELPER@@UNIT@@COMPLAINTS@";
        const GeneratorPlan plan{"mariadb@ADDRESS@.service", ClusterAddress::parse(address), {}, {}, {}};
        const auto text = render_drop_in(plan, helper);
        CHECK(text.find("/run/galera-initiator/mariadb@ADDRESS@.service.env\n") != std::string::npos);
        CHECK(text.find("decide --unit=%n --cluster-address=" + address + "\nExecStartPre=+") != std::string::npos);
        CHECK(text.find("hand-over --unit=%n --cluster-address=" + address + "\nExecStartPre=+-") != std::string::npos);
    }

    TEST_CASE("the nodes are written as they are read, whatever stands around them") {
        for (const char* text : {"gcomm://n1, n2", "gcomm://n1,n2,", "gcomm://n1,n2/", "gcomm://n1,n2,n1:4567"}) {
            CAPTURE(text);
            galera_initiator::ServerSettings server;
            server.wsrep_on = true;
            server.wsrep_provider = "/usr/lib/galera/libgalera_smm.so";
            server.cluster_address = text;
            const auto plan = make_plan(GeneratorPlan{"mariadb.service", std::nullopt, {}, {}, {}},
                                        galera_initiator::Configuration(), server);
            CHECK(plan.complaints.empty());
            CHECK(render_drop_in(plan, helper).find("decide --unit=%n --cluster-address=gcomm://n1,n2\n") !=
                  std::string::npos);
        }
    }

    TEST_CASE("a server that starts without Galera has no drop-in, and where nodes are named for it that is told") {
        const GeneratorPlan begun{"mariadb.service", std::nullopt, {}, {}, {}};
        galera_initiator::Configuration own;
        galera_initiator::ServerSettings server;
        server.cluster_address = "gcomm://";
        CHECK(make_plan(begun, own, server).complaints.empty());
        server.cluster_address = "gcomm://n1,n2";
        const auto plan = make_plan(begun, own, server);
        CHECK_FALSE(plan.unit);
        REQUIRE(plan.complaints.size() == 1);
        CHECK(plan.complaints.front() ==
              "mariadb.service starts without Galera: wsrep_on is not ON, though wsrep_cluster_address is "
              "gcomm://n1,n2. What is written to it reaches none of them. 'galera_check config' tells more.");
        server.cluster_address.reset();
        server.wsrep_on = true;
        own.cluster_address = ClusterAddress::parse("gcomm://n3");
        const auto named_in_own_file = make_plan(begun, own, server);
        CHECK_FALSE(named_in_own_file.unit);
        REQUIRE(named_in_own_file.complaints.size() == 1);
        CHECK(named_in_own_file.complaints.front().find("there is no wsrep_provider, though [cluster] nodes in "
                                                        "/etc/galera-initiator.conf names gcomm://n3") !=
              std::string::npos);
    }

    TEST_CASE("no plan, no file") {
        const TemporaryRoot folder;
        write_plan({}, folder.path(), helper, record_unit);
        CHECK(fs::is_empty(folder.path()));
    }

    TEST_CASE("the drop-in and the link are written") {
        const TemporaryRoot folder;
        write_plan(plan_for("mariadb.service"), folder.path(), helper, record_unit);
        CHECK(fs::is_regular_file(folder.path() / "mariadb.service.d/galera_initiator.conf"));
        CHECK(fs::read_symlink(folder.path() / "multi-user.target.wants/galera-initiator-record.service") ==
              record_unit);
    }

    TEST_CASE("links that lie in the way are not followed, and nothing is written over") {
        const TemporaryRoot outside;
        const TemporaryRoot folder;
        folder.link("mariadb.service.d", outside.path());
        CHECK_THROWS_AS(write_plan(plan_for("mariadb.service"), folder.path(), helper, record_unit), SystemError);
        folder.link("mysql.service.d/galera_initiator.conf", outside.path() / "file");
        CHECK_THROWS_AS(write_plan(plan_for("mysql.service"), folder.path(), helper, record_unit), SystemError);
        folder.write("mysqld.service.d/galera_initiator.conf", "old");
        CHECK_THROWS_AS(write_plan(plan_for("mysqld.service"), folder.path(), helper, record_unit), SystemError);
        folder.link("multi-user.target.wants", outside.path());
        CHECK_THROWS_AS(write_plan(plan_for("own.service"), folder.path(), helper, record_unit), SystemError);
        CHECK(fs::is_empty(outside.path()));
    }

    TEST_CASE("an output folder that is missing is an error") {
        const TemporaryRoot folder;
        CHECK_THROWS_AS(write_plan(plan_for("mariadb.service"), folder.path() / "gone", helper, record_unit),
                        SystemError);
    }
}
