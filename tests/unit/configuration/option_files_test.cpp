#include "configuration/option_files.hpp"

#include "temporary_root.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("option files") {
    TEST_CASE("the place of an option is the last one, through includes, whatever its spelling") {
        const TemporaryRoot root;
        root.write("etc/mysql/my.cnf", "[mysqld]\nwsrep_new_cluster\n!includedir /etc/mysql/conf.d/\n");
        root.write("etc/mysql/conf.d/a.cnf", "[mariadbd]\n # wsrep-new-cluster\n\n  loose-wsrep-new-cluster = 1\n");
        root.write("etc/mysql/conf.d/b.txt", "wsrep-new-cluster\n");
        CHECK(place_of_option(root.path(), "wsrep_new_cluster") == "/etc/mysql/conf.d/a.cnf:4");
        CHECK_FALSE(place_of_option(root.path(), "wsrep_recover").has_value());
    }

    TEST_CASE("an abbreviated name is the option's as long as it is no other one's") {
        CHECK(full_option_name("wsrep_ne") == "wsrep_new_cluster");
        CHECK(full_option_name("wsrep_new_cluster") == "wsrep_new_cluster");
        CHECK(full_option_name("wsrep_cluster_a") == "wsrep_cluster_address");
        CHECK(full_option_name("wsrep_provider_o") == "wsrep_provider_options");
        for (const char* other : {"", "wsrep_n", "wsrep_cluster", "wsrep_provider", "wsrep_new_clusters", "data"}) {
            CHECK(full_option_name(other) == other);
        }
    }

    TEST_CASE("a file that includes itself, or one that is not there, ends the search of nothing else") {
        const TemporaryRoot root;
        root.write("etc/my.cnf", "!include /etc/my.cnf\n!include /etc/absent.cnf\nwsrep-recover\n");
        CHECK(place_of_option(root.path(), "wsrep_recover") == "/etc/my.cnf:3");
    }
}
