#include "evidence/server_status.hpp"

#include <doctest/doctest.h>

#include <string>

using galera_initiator::in_component;
using galera_initiator::InComponent;
using galera_initiator::may_lack_data;

namespace {

/// As MariaDB 10.11 writes it.
std::string status_of(const std::string& state) {
    return R"({
	"date": "2026-11-27 21:00:00.000",
	"timestamp": 1764277200.000,
	"errors": [
	],
	"warnings": [
		{
			"timestamp": 1764277199.000,
			"msg": "{\"state\": \"SYNCED\"}"
		}
	],
	"events": [
	],
	"status": {
		"state": ")" +
           state + R"(",
		"comment": "Waiting",
		"progress": -1.00000
	}
}
)";
}

} // namespace

TEST_SUITE("server status") {
    TEST_CASE("a server that is synced, or gives a state, has all that its primary component goes on from") {
        for (const char* state : {"SYNCED", "DONOR"}) {
            CHECK(in_component(status_of(state)) == InComponent::synced);
            CHECK_FALSE(may_lack_data(InComponent::synced));
        }
    }

    TEST_CASE("a server that gets a state, or has got one and applies what came meanwhile, may lack some of that") {
        for (const char* state : {"JOINED", "JOINING"}) {
            CHECK(in_component(status_of(state)) == InComponent::not_synced);
            CHECK(may_lack_data(InComponent::not_synced));
        }
    }

    TEST_CASE("a server that is connected only, or not even that, is in none") {
        for (const char* state : {"CONNECTED", "DISCONNECTED", "DISCONNECTING"}) {
            CHECK(in_component(status_of(state)) == InComponent::no);
            CHECK(may_lack_data(InComponent::no));
        }
    }

    TEST_CASE("of a server that has not begun, of another state and without a whole file nothing is known") {
        for (const char* state : {"INITIALIZING", "INITIALIZED", "synced", ""}) {
            CHECK(in_component(status_of(state)) == InComponent::unknown);
        }
        const std::string whole = status_of("CONNECTED");
        for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
            CHECK(in_component(whole.substr(0, length)) == InComponent::unknown);
        }
        CHECK(in_component(std::nullopt) == InComponent::unknown);
        CHECK_FALSE(may_lack_data(InComponent::unknown));
        for (const char* text : {"[]", "7", R"({"status": "CONNECTED"})", R"({"status": {"state": 3}})", "{}"}) {
            CHECK(in_component(std::string(text)) == InComponent::unknown);
        }
    }
}
