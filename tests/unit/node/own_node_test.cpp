#include "node/own_node.hpp"

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

/// A machine at 10.0.0.2 that is called n2, and nothing else.
OwnNames machine() {
    return {{"10.0.0.2", "2001:db8::2"}, "n2", std::nullopt, std::nullopt};
}

const Addresses three_names{{"n1", {"10.0.0.1"}}, {"n2", {"10.0.0.2"}}, {"n3", {"10.0.0.3"}}};

} // namespace

TEST_SUITE("own node") {
    TEST_CASE("it is the node that leads to an address of this machine") {
        CHECK(find("10.0.0.1,10.0.0.2", machine()).index == 1U);
        CHECK(find("[2001:db8:0::2]:5567,10.0.0.1", machine()).index == 0U);
        const OwnNode found = find("db1,db2", machine(), {{"db1", {"10.0.0.1"}}, {"db2", {"10.0.0.2"}}});
        CHECK(found.index == 1U);
        CHECK(found.unresolved.empty());
        CHECK(found.fault.empty());
    }

    TEST_CASE("no resolver is asked for an address, and for a name once") {
        int asked = 0;
        const OwnNode found = find_own_node(nodes_of("10.0.0.1,db2,10.0.0.3"), machine(), [&](const std::string&) {
            ++asked;
            return std::set<std::string>{"10.0.0.2"};
        });
        CHECK(found.index == 1U);
        CHECK(asked == 1);
    }

    TEST_CASE("a name that the machine's own hosts file puts on the loopback is this machine") {
        CHECK(find("n1,n2", machine(), {{"n1", {"10.0.0.1"}}, {"n2", {"127.0.1.1"}}}).index == 1U);
    }

    TEST_CASE("its agent is asked where the peers reach it then, where that is clear") {
        const Addresses debian{{"n1", {"10.0.0.1"}}, {"n2", {"127.0.1.1"}}};
        OwnNames own = machine();
        CHECK(find("n1,n2", own, debian).agent == NodeAddress::parse("10.0.0.2"));
        own.addresses.insert("192.168.0.2");
        CHECK_FALSE(find("n1,n2", own, debian).agent);
        own.node_address = NodeAddress::parse("192.168.0.2:5567");
        CHECK(find("n1,n2", own, debian).agent == NodeAddress::parse("192.168.0.2"));
        CHECK_FALSE(find("n1,n2,n3", machine(), three_names).agent);
        CHECK_FALSE(find("127.0.0.1,127.0.0.2:4568", own).agent);
    }

    TEST_CASE("names without an address may be it, and are told") {
        const OwnNode found = find("db1,db2,db3", machine(), {{"db1", {"10.0.0.1"}}});
        CHECK_FALSE(found.index.has_value());
        CHECK(found.unresolved == std::vector<std::string>{"db2", "db3"});
        CHECK(find("db1,db2,db3", machine(), {{"db3", {"10.0.0.2"}}}).index == 2U);
    }

    TEST_CASE("a machine that none of the nodes can be is none of them, whatever it is called") {
        OwnNames own = machine();
        own.node_name = "n1";
        const OwnNode found = find("n1,n3", own, three_names);
        CHECK_FALSE(found.index.has_value());
        CHECK(found.unresolved.empty());
    }

    TEST_CASE("an address that no interface has, such as a translated one, is believed of wsrep_node_address only") {
        OwnNames own = machine();
        CHECK_FALSE(find("192.0.2.1,192.0.2.2", own).index.has_value());
        own.node_address = NodeAddress::parse("192.0.2.2");
        CHECK(find("192.0.2.1,192.0.2.2", own).index == 1U);
        CHECK(find("a,b", own, {{"a", {"192.0.2.1"}}, {"b", {"192.0.2.2"}}}).index == 1U);
        // Not while a name without an address may be this machine: the option file may be a copy of another node's.
        CHECK_FALSE(find("192.0.2.2,db2", own).index.has_value());
    }

    TEST_CASE("of several nodes on one machine wsrep_node_address says which it is, by address or by port") {
        OwnNames own = machine();
        const std::string list = "127.0.0.11,127.0.0.12,127.0.0.13";
        CHECK(find(list, own).fault.find("are all this machine") != std::string::npos);
        own.node_address = NodeAddress::parse("127.0.0.12");
        CHECK(find(list, own).index == 1U);
        own.node_address = NodeAddress::parse("10.0.0.2:5567");
        CHECK(find("10.0.0.2,10.0.0.2:5567,10.0.0.2:6567", own).index == 1U);
    }

    TEST_CASE("a name with several addresses is none of a node") {
        for (const Addresses& known : {Addresses{{"all", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}}},
                                       Addresses{{"all", {"2001:db8::1", "2001:db8::2"}}},
                                       Addresses{{"all", {"10.0.0.2", "127.0.0.1", "192.0.2.7"}}}}) {
            const OwnNode found = find("all", machine(), known);
            CHECK_FALSE(found.index.has_value());
            CHECK(found.fault.find("all has several addresses") != std::string::npos);
            CHECK(found.fault.find("name each node") != std::string::npos);
        }
        // Also where it is another node's, and this one is certain.
        CHECK_FALSE(
            find("n2,peers", machine(), {{"n2", {"10.0.0.2"}}, {"peers", {"10.0.0.1", "10.0.0.3"}}}).fault.empty());
    }

    TEST_CASE("one address of each family, or several that are all this machine's, are those of one node") {
        CHECK(find("n1,n2", machine(),
                   {{"n1", {"10.0.0.1", "2001:db8::1", "fe80::1"}}, {"n2", {"10.0.0.2", "2001:db8::2"}}})
                  .index == 1U);
        OwnNames own = machine();
        own.addresses.insert("10.0.1.2");
        CHECK(find("n1,n2", own, {{"n1", {"10.0.0.1"}}, {"n2", {"10.0.0.2", "10.0.1.2", "127.0.1.1"}}}).index == 1U);
    }

    TEST_CASE("two nodes that lead to one machine are not two") {
        for (const std::string list : {"n1,10.0.0.1", "10.0.0.2,n2,n3", "n3,virtual,n2"}) {
            Addresses known = three_names;
            known["virtual"] = {"10.0.0.3"};
            CHECK(find(list, machine(), known).fault.find("lead to one and the same address") != std::string::npos);
        }
    }

    TEST_CASE("an address that is another machine on each is an error beside others") {
        for (const std::string list : {"127.0.0.1,10.0.0.1", "localhost,n1", "n1,[::1]"}) {
            Addresses known = three_names;
            known["localhost"] = {"127.0.0.1", "::1"};
            CHECK(find(list, machine(), known).fault.find("another machine on each node") != std::string::npos);
        }
    }

    TEST_CASE("a label that calls this machine another node is an error that names the setting") {
        OwnNames own = machine();
        own.node_name = "n1";
        CHECK(find("n1,n2,n3", own, three_names).fault.find("wsrep_node_name calls it n1") != std::string::npos);
        own = machine();
        own.node_address = NodeAddress::parse("10.0.0.3");
        CHECK(find("n1,n2,n3", own, three_names).fault.find("wsrep_node_address calls it 10.0.0.3") !=
              std::string::npos);
        own = machine();
        own.host = "n3";
        CHECK(find("n1,n2,n3", own, three_names).fault.find("the host name calls it n3") != std::string::npos);
        own.host = "db1"; // the first label of a name
        CHECK_FALSE(find("db1.example,n2", own, {{"db1.example", {"10.0.0.1"}}, {"n2", {"10.0.0.2"}}}).fault.empty());
    }

    TEST_CASE("a label that is no node's name, or fits this one as well, contradicts nothing") {
        OwnNames own = machine();
        own.node_name = "east-2";
        own.node_address = NodeAddress::parse("10.0.0.2:4567");
        CHECK(find("n1,n2,n3", own, three_names).index == 1U);
        own.node_name = "db";
        const OwnNode found = find("db.a,db.b", own, {{"db.a", {"10.0.0.1"}}, {"db.b", {"10.0.0.2"}}});
        CHECK(found.index == 1U);
        CHECK(found.fault.empty());
    }
}

TEST_SUITE("own names") {
    TEST_CASE("they are the host's name and what the server's settings say") {
        const OwnNames own = own_names("/", "node-a", "192.0.2.7:5567");
        CHECK(own.node_name == "node-a");
        CHECK(own.node_address == NodeAddress::parse("192.0.2.7:5567"));
        std::array<char, 256> host{};
        REQUIRE(::gethostname(host.data(), host.size() - 1) == 0);
        CHECK(own.host == host.data());
        CHECK_FALSE(own_names("/", "", "").node_address.has_value());
    }

    TEST_CASE("the loopback's addresses are nobody's own") {
        const OwnNames own = own_names("/", std::nullopt, std::nullopt);
        CHECK_FALSE(own.addresses.contains("127.0.0.1"));
        CHECK_FALSE(own.addresses.contains("::1"));
    }

    TEST_CASE("an address in numbers is its own address, and a name that there is not has none") {
        CHECK(addresses_of("192.0.2.7") == std::set<std::string>{"192.0.2.7"});
        CHECK(addresses_of("2001:DB8:0::7") == std::set<std::string>{"2001:db8::7"});
        CHECK(addresses_of("no-such-host.invalid").empty());
        const auto all = addresses_of_all({NodeAddress::parse("192.0.2.7"), NodeAddress::parse("192.0.2.7:4568"),
                                           NodeAddress::parse("[2001:db8::7]")});
        CHECK(all.size() == 2);
        CHECK(all.at("192.0.2.7") == std::set<std::string>{"192.0.2.7"});
        CHECK(all.at("2001:db8::7") == std::set<std::string>{"2001:db8::7"});
    }
}
