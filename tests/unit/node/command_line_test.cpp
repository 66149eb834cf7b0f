#include "node/command_line.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace galera_initiator;

namespace {

std::string line_of(std::initializer_list<const char*> words) {
    std::string text;
    for (const char* word : words) {
        text += word;
        text += '\0';
    }
    return text;
}

} // namespace

TEST_SUITE("command line") {
    TEST_CASE("a server bootstraps with the flag, however it is spelt") {
        for (const char* flag : {"--wsrep-new-cluster", "--wsrep_new_cluster", "--wsrep-new_cluster=1",
                                 "--loose-wsrep-new-cluster", "--wsrep-new"}) {
            CAPTURE(flag);
            CHECK(bootstraps(line_of({"/usr/sbin/mariadbd", "--wsrep-cluster-address=gcomm://n1,n2", flag})));
        }
    }

    TEST_CASE("a server bootstraps with an address that names nobody, if that is the last one") {
        CHECK(bootstraps(line_of({"mysqld", "--wsrep-cluster-address=gcomm://"})));
        CHECK(bootstraps(line_of({"mysqld", "--wsrep_cluster_address=gcomm://?pc.weight=2"})));
        CHECK_FALSE(
            bootstraps(line_of({"mysqld", "--wsrep_cluster_address=gcomm://", "--wsrep-cluster-address=gcomm://n1"})));
    }

    TEST_CASE("nothing else is a bootstrap") {
        CHECK_FALSE(bootstraps(""));
        CHECK_FALSE(
            bootstraps(line_of({"mariadbd", "--wsrep-cluster-address=gcomm://n1,n2", "--wsrep_start_position=x:1"})));
        CHECK_FALSE(bootstraps(line_of({"mariadbd", "--wsrep-new-cluster", "--wsrep-new-cluster=0"})));
        CHECK_FALSE(bootstraps(line_of({"mariadbd", "--wsrep-node-name=wsrep-new-cluster", "--wsrep-n"})));
        CHECK_FALSE(bootstraps(line_of({"/bin/sh", "-c", "exec mariadbd $_WSREP_NEW_CLUSTER"})));
    }
}
