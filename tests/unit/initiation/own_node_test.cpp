#include "initiation/own_node.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>

#include <unistd.h>

using namespace galera_initiator;

namespace {

std::vector<NodeAddress> nodes_of(const std::string& list) {
    return ClusterAddress::parse("gcomm://" + list).nodes();
}

using Addresses = std::map<std::string, std::set<std::string>>;

OwnNode find(const std::string& list, const OwnNames& own, const Addresses& known = {}) {
    return find_own_node(nodes_of(list), own, [&](const std::string& host) {
        const auto found = known.find(host);
        return found == known.end() ? std::set<std::string>{} : found->second;
    });
}

} // namespace

TEST_SUITE("own node") {
    TEST_CASE("it is found by name and by address, and then no name is resolved") {
        const auto no_resolver = [](const std::string&) -> std::set<std::string> {
            throw Error("a name was resolved");
        };
        CHECK(find_own_node(nodes_of("n1,n2,n3"), {{"n2"}, {}}, no_resolver).index == 1U);
        CHECK(find_own_node(nodes_of("10.0.0.1,10.0.0.2"), {{"n2"}, {"10.0.0.2"}}, no_resolver).index == 1U);
        CHECK(find_own_node(nodes_of("[2001:db8::1]:5567,n2"), {{}, {"2001:db8::1"}}, no_resolver).index == 0U);
    }

    TEST_CASE("else it is the node whose name leads to an own address") {
        const OwnNode found = find("db1.example,db2.example", {{"n2"}, {"10.0.0.2"}},
                                   {{"db1.example", {"10.0.0.1"}}, {"db2.example", {"192.0.2.2", "10.0.0.2"}}});
        CHECK(found.index == 1U);
        CHECK(found.unresolved.empty());
    }

    TEST_CASE("names without an address may be it, and are told") {
        const OwnNode found = find("db1,db2,db3", {{"n2"}, {"10.0.0.2"}}, {{"db1", {"10.0.0.1"}}});
        CHECK_FALSE(found.index.has_value());
        CHECK(found.unresolved == std::vector<std::string>{"db2", "db3"});
        CHECK(find("db1,db2,db3", {{"n2"}, {"10.0.0.2"}}, {{"db3", {"10.0.0.2"}}}).index == 2U);
    }

    TEST_CASE("a machine that none of the nodes can be is none of them") {
        const OwnNode found =
            find("db1,db2", {{"n9"}, {"10.0.0.9"}}, {{"db1", {"10.0.0.1"}}, {"db2", {"10.0.0.2", "127.0.1.1"}}});
        CHECK_FALSE(found.index.has_value());
        CHECK(found.unresolved.empty());
    }
}

TEST_SUITE("own names") {
    TEST_CASE("they are the host's name and what the server's settings say") {
        const OwnNames own = own_names("node-a", "192.0.2.7:5567");
        CHECK(own.names.contains("node-a"));
        CHECK(own.names.contains("192.0.2.7"));
        std::array<char, 256> host{};
        REQUIRE(::gethostname(host.data(), host.size() - 1) == 0);
        CHECK(own.names.contains(host.data()));
        CHECK_FALSE(own_names("", "").names.contains(""));
    }

    TEST_CASE("the loopback's addresses are nobody's own") {
        const OwnNames own = own_names(std::nullopt, std::nullopt);
        CHECK_FALSE(own.addresses.contains("127.0.0.1"));
        CHECK_FALSE(own.addresses.contains("::1"));
    }

    TEST_CASE("an address in numbers is its own address, and a name that there is not has none") {
        CHECK(addresses_of("192.0.2.7") == std::set<std::string>{"192.0.2.7"});
        CHECK(addresses_of("2001:DB8:0::7") == std::set<std::string>{"2001:db8::7"});
        CHECK(addresses_of("no-such-host.invalid").empty());
    }
}
