#include "common/node_address.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using galera_initiator::address_in_numbers;
using galera_initiator::ClusterAddress;
using galera_initiator::NodeAddress;
using galera_initiator::ParseError;

TEST_SUITE("node address") {
    TEST_CASE("a node is a host and a port, and prints as it is read") {
        struct Case {
            const char* text;
            const char* host;
            int port;
            const char* printed;
        };
        for (const Case& one : {
                 Case{"n1", "n1", 4567, "n1"},
                 Case{"db-1.example.org.", "db-1.example.org.", 4567, "db-1.example.org."},
                 Case{"galera_db_1", "galera_db_1", 4567, "galera_db_1"},
                 Case{"n1:4568", "n1", 4568, "n1:4568"},
                 Case{"n1:4567", "n1", 4567, "n1"},
                 Case{"10.0.0.1", "10.0.0.1", 4567, "10.0.0.1"},
                 Case{"10.0.0.1:1", "10.0.0.1", 1, "10.0.0.1:1"},
                 Case{"2001:db8::1", "2001:db8::1", 4567, "[2001:db8::1]"},
                 Case{"2001:db8::1:4568", "2001:db8::1:4568", 4567, "[2001:db8::1:4568]"},
                 Case{"[2001:db8::1]", "2001:db8::1", 4567, "[2001:db8::1]"},
                 Case{"[2001:db8::1]:65535", "2001:db8::1", 65535, "[2001:db8::1]:65535"},
                 Case{"[fe80::1%eth0]", "fe80::1%eth0", 4567, "[fe80::1%eth0]"},
             }) {
            CAPTURE(one.text);
            const auto node = NodeAddress::parse(one.text);
            CHECK(node.host() == one.host);
            CHECK(node.port() == one.port);
            CHECK(node.to_string() == one.printed);
            CHECK(NodeAddress::parse(node.to_string()) == node);
        }
    }

    TEST_CASE("the port that holds where none stands is the caller's") {
        CHECK(NodeAddress::parse("n1", 161).port() == 161);
        CHECK(NodeAddress::parse("[::1]", 161).port() == 161);
    }

    TEST_CASE("what is no host, address or port is refused") {
        const std::string long_label(64, 'a');
        for (const std::string& text : std::vector<std::string>{
                 "",
                 ":4567",
                 "n1:",
                 "n1:0",
                 "n1:65536",
                 "n1:-1",
                 "n1:+1",
                 "n1:1x",
                 "n1:99999999999",
                 "-n1",
                 "n1-",
                 "n 1",
                 " n1",
                 "n1 ",
                 "n1;reboot",
                 "$(reboot)",
                 "n1'",
                 "n1\"",
                 "n1\\",
                 "n1\n",
                 "n1%n",
                 "n1/32",
                 "n..1",
                 ".n1",
                 long_label,
                 "10.0.0",
                 "10.0.0.256",
                 "1",
                 "[n1]",
                 "[10.0.0.1]",
                 "[::1",
                 "[::1]4567",
                 "[::1]:",
                 "[]",
                 "2001:db8::g",
                 "fe80::1%",
                 "fe80::1%a b",
                 "n\xc3\xa4",
                 std::string("n1\0", 3),
                 std::string("[::1\0'\n]", 8),
                 std::string("::1\0", 4),
             }) {
            CAPTURE(text);
            CHECK_THROWS_AS(NodeAddress::parse(text), ParseError);
        }
    }

    TEST_CASE("addresses that stand for every address are refused, because gcomm bootstraps on them") {
        for (const char* text : {"0.0.0.0", "0.0.0.0:4567", "::", "[::]:4567", "0:0::0"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(NodeAddress::parse(text), ParseError);
        }
    }

    TEST_CASE("a message never carries a control character on") {
        try {
            NodeAddress::parse("n1\n<0>forged");
            FAIL("it was accepted");
        } catch (const ParseError& error) {
            CHECK(std::string(error.what()).find('\n') == std::string::npos);
        }
    }
}

TEST_SUITE("cluster address") {
    TEST_CASE("nodes keep their order, options stay as they stand") {
        const auto address =
            ClusterAddress::parse("gcomm://n2,n1:4568,[2001:db8::1]?gmcast.segment=1&evs.suspect_timeout=PT10S");
        REQUIRE(address.nodes().size() == 3);
        CHECK(address.nodes()[0].host() == "n2");
        CHECK(address.nodes()[1].port() == 4568);
        CHECK(address.nodes()[2].host() == "2001:db8::1");
        CHECK_FALSE(address.is_bare());
        CHECK(address.to_string() == "gcomm://n2,n1:4568,[2001:db8::1]?gmcast.segment=1&evs.suspect_timeout=PT10S");
    }

    TEST_CASE("an address without nodes is bare, with options or without") {
        CHECK(ClusterAddress::parse("gcomm://").is_bare());
        CHECK(ClusterAddress::parse("gcomm://?pc.wait_prim=no").is_bare());
        CHECK(ClusterAddress::parse("gcomm://").to_string() == "gcomm://");
    }

    TEST_CASE("what means nothing is left out, and that is known") {
        struct Case {
            const char* text;
            const char* read_as;
        };
        for (const Case& one : {
                 Case{"gcomm://a, b, c", "gcomm://a,b,c"},
                 Case{"gcomm:// a\t,\tb ", "gcomm://a,b"},
                 Case{"gcomm://a,b ?x=1", "gcomm://a,b?x=1"},
                 Case{"gcomm://a,b,", "gcomm://a,b"},
                 Case{"gcomm://,a,b", "gcomm://a,b"},
                 Case{"gcomm://a,, ,b", "gcomm://a,b"},
                 Case{"gcomm://a,b/", "gcomm://a,b"},
                 Case{"gcomm://a,b/?x=1", "gcomm://a,b?x=1"},
                 Case{"gcomm://a,b/shop?x=1/2", "gcomm://a,b?x=1/2"},
                 Case{"gcomm://a,b?", "gcomm://a,b"},
                 Case{"gcomm://a,b,a", "gcomm://a,b"},
                 Case{"gcomm://a,a:4567", "gcomm://a"},
                 Case{"gcomm://a:4567,b,a", "gcomm://a,b"},
                 Case{"gcomm://DB.example,b,db.EXAMPLE", "gcomm://DB.example,b"},
                 Case{"gcomm://2001:db8::1,[2001:DB8:0::1]", "gcomm://[2001:db8::1]"},
                 Case{"gcomm://10.0.0.1,[::ffff:10.0.0.1]", "gcomm://10.0.0.1"},
                 Case{"gcomm://fe80::1%eth0,FE80:0::1%eth0", "gcomm://[fe80::1%eth0]"},
                 Case{"gcomm:// , ", "gcomm://"},
                 Case{"gcomm:///shop", "gcomm://"},
             }) {
            CAPTURE(one.text);
            const auto address = ClusterAddress::parse(one.text);
            CHECK(address.to_string() == one.read_as);
            CHECK(address.is_tidied());
            CHECK_FALSE(ClusterAddress::parse(one.read_as).is_tidied());
        }
    }

    TEST_CASE("another way to write the same is nothing left out") {
        for (const char* text : {"gcomm://", "gcomm://a:4567,b:4567", "gcomm://2001:db8::1", "gcomm://a,A:4568",
                                 "gcomm://fe80::1%eth0,fe80::1%eth1", "gcomm://a,a."}) {
            CAPTURE(text);
            CHECK_FALSE(ClusterAddress::parse(text).is_tidied());
        }
    }

    TEST_CASE("another scheme, another list and unsafe options are refused") {
        for (const char* text : {"",
                                 "n1,n2",
                                 "dummy://",
                                 " gcomm://n1",
                                 "GCOMM://n1",
                                 "gcomm:/n1",
                                 "gcomm://gcomm://n1",
                                 "gcomm://n1 n2 n3",
                                 "gcomm://n1;n2",
                                 "gcomm://n1|n2",
                                 "gcomm://n1: 4567",
                                 "gcomm://n1 :4567",
                                 "gcomm://n1\n,n2",
                                 "gcomm://n1/,n2/",
                                 "gcomm:///n1,n2",
                                 "gcomm://user@n1",
                                 "gcomm://n1#n2",
                                 "gcomm://n1?a=$(reboot)",
                                 "gcomm://n1?a=`b`",
                                 "gcomm://n1?a='b'",
                                 "gcomm://n1?a b",
                                 "gcomm://n1?a;b",
                                 "gcomm://n1?a\\",
                                 "gcomm://n1?a?b",
                                 "gcomm://0.0.0.0",
                                 "gcomm://n1, 0.0.0.0",
                                 "gcomm://[::]/",
                                 "gcomm://*"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(ClusterAddress::parse(text), ParseError);
        }
    }

    TEST_CASE("of nodes that are one and the same the first counts, and their order stays") {
        const auto node = [](const char* text) { return NodeAddress::parse(text); };
        CHECK(ClusterAddress({node("n2"), node("N2"), node("n1"), node("n2:4567"), node("n2:4568")}).to_string() ==
              "gcomm://n2,n1,n2:4568");
    }
}

TEST_SUITE("address in numbers") {
    TEST_CASE("an address has one form, and a name has none") {
        CHECK(address_in_numbers("10.0.0.1") == "10.0.0.1");
        CHECK(address_in_numbers("2001:DB8:0::7") == "2001:db8::7");
        CHECK(address_in_numbers("::ffff:10.0.0.1") == "10.0.0.1");
        CHECK(address_in_numbers("FE80::1%eth0") == "fe80::1%eth0");
        CHECK_FALSE(address_in_numbers("n1").has_value());
        CHECK_FALSE(address_in_numbers("10.0.0.1.example").has_value());
    }
}
