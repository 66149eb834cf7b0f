#include "configuration/provider_options.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;

TEST_SUITE("provider options") {
    TEST_CASE("they are parted by semicolons, blanks do not count, and the last one of a name holds") {
        const auto options =
            ProviderOptions::parse("gcache.size = 1G; base_dir=/var/lib/galera ;pc.weight=1;pc.weight=2;");
        CHECK(options.value("gcache.size") == "1G");
        CHECK(options.value("base_dir") == "/var/lib/galera");
        CHECK(options.value("pc.weight") == "2");
        CHECK_FALSE(options.value("weight").has_value());
    }

    TEST_CASE("those of a cluster address are parted by ampersands") {
        auto options = ProviderOptions::parse("pc.weight=2");
        options.add_of_address("pc.weight=3&pc.ignore_sb=yes");
        CHECK(options.value("pc.weight") == "3");
        CHECK(options.flag("pc.ignore_sb") == true);
    }

    TEST_CASE("a flag is on with the words that Galera takes for it") {
        for (const char* word : {"1", "y", "Y", "on", "yes", "YES", "yep", "true", "Sure", "yeah"}) {
            CHECK(ProviderOptions::parse(std::string("pc.recovery=") + word).flag("pc.recovery") == true);
        }
        for (const char* word : {"0", "n", "N", "no", "off", "false", "none", "nope", ""}) {
            CHECK(ProviderOptions::parse(std::string("pc.recovery=") + word).flag("pc.recovery") == false);
        }
        CHECK_FALSE(ProviderOptions::parse("pc.recovery").flag("pc.recovery").has_value());
    }
}
