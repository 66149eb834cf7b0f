#include "node/node_settings.hpp"

#include "../configuration/temporary_root.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

NodeSettings with_address_of_server(const std::string& text) {
    NodeSettings settings;
    settings.server.cluster_address = text;
    return settings;
}

} // namespace

TEST_SUITE("node settings") {
    TEST_CASE("the server's address is told as it stands if something is left out of it") {
        for (const char* text : {"gcomm://n1, n2", "gcomm://n1,,n2", "gcomm://n1,n2/", "gcomm://n1,n2,N2"}) {
            CAPTURE(text);
            const NodeSettings settings = with_address_of_server(text);
            CHECK(settings.cluster_address(std::nullopt).to_string() == "gcomm://n1,n2");
            CHECK(settings.tidied_text() == text);
        }
        CHECK_FALSE(with_address_of_server("gcomm://n1:4567,n2").tidied_text().has_value());
    }

    TEST_CASE("it is not told where the own file names the nodes") {
        NodeSettings settings = with_address_of_server("gcomm://n1, n2");
        settings.own.cluster_address = ClusterAddress::parse("gcomm://n3");
        CHECK_FALSE(settings.tidied_text().has_value());
    }

    TEST_CASE("an address of which nothing is left is bare, and refused") {
        for (const char* text : {"gcomm://", "gcomm:// , ", "gcomm:///", "gcomm://,?"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(static_cast<void>(with_address_of_server(text).cluster_address(std::nullopt)),
                            ConfigurationError);
        }
    }

    TEST_CASE("the nodes of the list listen where this one does, unless their port is named") {
        const auto port_with = [](const std::string& options, const std::optional<std::string>& address) {
            NodeSettings settings;
            settings.server.provider_options = options;
            settings.server.node_address = address;
            return settings.galera_port();
        };
        CHECK(port_with("", std::nullopt) == 4567);
        CHECK(port_with("base_port = 5567", "10.0.0.1:6567") == 5567);
        CHECK(port_with("base_port = 5567; gmcast.listen_addr = tcp://0.0.0.0:7567", std::nullopt) == 7567);
        CHECK(port_with("gmcast.listen_addr = tcp://[::]", "[2001:db8::1]:6567") == 6567);
        CHECK(port_with("gmcast.listen_addr = tcp://0.0.0.0; base_port = x", "10.0.0.1") == 4567);
        CHECK(port_with("", "2001:db8::1") == 4567);
        NodeSettings settings = with_address_of_server("gcomm://n1,n2:4568");
        settings.server.provider_options = "base_port=5567";
        CHECK(settings.cluster_address(std::nullopt).to_string() == "gcomm://n1:5567,n2:4568");
        settings.own.cluster_address = ClusterAddress::parse("gcomm://n3?base_port=6567");
        CHECK(settings.cluster_address(std::nullopt).nodes().front().port() == 6567);
    }

    TEST_CASE("the provider's cache is where its options put it, or in the provider's folder") {
        const auto cache_with = [](const std::string& options) {
            return NodeSettings{{}, ServerSettings::parse("--datadir=/db\n--wsrep_data_home_dir=/state\n" + options)}
                .write_set_cache();
        };
        CHECK(cache_with("") == "/state/galera.cache");
        CHECK(cache_with("--wsrep_provider_options=gcache.dir=/cache; gcache.size=1G\n") == "/cache/galera.cache");
        CHECK(cache_with("--wsrep_provider_options=gcache.dir=cache;gcache.name=ring\n") == "/db/cache/ring");
        CHECK(cache_with("--wsrep_provider_options=gcache.dir=/cache;gcache.name=/fast/ring\n") == "/fast/ring");
    }

    TEST_CASE("options that would start the server otherwise than was decided are refused with their place") {
        const TemporaryRoot root;
        root.write("etc/mysql/my.cnf", "[mysqld]\nwsrep-new-cluster\n");
        const auto complaint = [&](const NodeSettings& settings) -> std::string {
            try {
                settings.refuse_unsafe_options(root.path());
                return "";
            } catch (const ConfigurationError& error) {
                return error.what();
            }
        };
        NodeSettings settings;
        CHECK(complaint(settings).empty());
        settings.server = ServerSettings::parse("--wsrep_new_cluster\n");
        CHECK(complaint(settings).find("/etc/mysql/my.cnf:2") != std::string::npos);
        settings.server = ServerSettings::parse("--wsrep-new-cluster\n--skip-wsrep-new-cluster\n");
        CHECK(complaint(settings).empty());
        for (const char* option : {"--wsrep-recover", "--wsrep_start_position=x:1"}) {
            CHECK_FALSE(complaint({{}, ServerSettings::parse(std::string(option) + "\n")}).empty());
        }
        ServerStart start;
        start.options = {{"--wsrep-cluster-address=gcomm://", "own.conf:3", true}};
        CHECK(complaint({{}, ServerSettings::parse("", start)}).find("own.conf:3") != std::string::npos);
        start.options.front().beats_decision = false;
        CHECK(complaint({{}, ServerSettings::parse("", start)}).empty());
    }

    TEST_CASE("with the policy that counts nodes, weights and parts that stay primary by themselves are refused") {
        for (const char* options : {"pc.weight=2", "gcache.size=1G; pc.ignore_sb = yes", "pc.ignore_quorum=1"}) {
            CAPTURE(options);
            NodeSettings settings;
            settings.server.provider_options = options;
            CHECK_NOTHROW(settings.refuse_unsafe_options("/"));
            settings.own.policies.wait_for = Policies::WaitFor::majority;
            CHECK_THROWS_AS(settings.refuse_unsafe_options("/"), ConfigurationError);
        }
        NodeSettings settings;
        settings.own.policies.wait_for = Policies::WaitFor::majority;
        settings.server.provider_options = "pc.weight=1; pc.ignore_sb=no";
        CHECK_NOTHROW(settings.refuse_unsafe_options("/"));
        settings.server.cluster_address = "gcomm://n1,n2?pc.weight=3";
        CHECK_THROWS_AS(settings.refuse_unsafe_options("/"), ConfigurationError);
    }

    TEST_CASE("the server's program is the configured one, else the unit's, else a usual one that is there") {
        const TemporaryRoot root;
        root.write_program("usr/sbin/mysqld", "");
        Configuration own;
        const auto found = [&](const std::string& of_unit) {
            ServerStart start;
            start.program = of_unit;
            return find_server_program(root.path(), own, start);
        };
        CHECK(found("") == root.path() / "usr/sbin/mysqld");
        CHECK(found("opt/server/bin/mariadbd") == root.path() / "usr/sbin/mysqld");
        root.write_program("opt/server/bin/mariadbd", "");
        CHECK(found("opt/server/bin/mariadbd") == root.path() / "opt/server/bin/mariadbd");
        if (::geteuid() != 0) { // root looks everywhere
            std::filesystem::permissions(root.path() / "opt/server", std::filesystem::perms::none);
            CHECK(found("opt/server/bin/mariadbd") == root.path() / "opt/server/bin/mariadbd");
            std::filesystem::permissions(root.path() / "opt/server", std::filesystem::perms::owner_all);
        }
        own.program = "/srv/mariadbd";
        CHECK(found("opt/server/bin/mariadbd") == std::filesystem::path("/srv/mariadbd"));
    }
}
