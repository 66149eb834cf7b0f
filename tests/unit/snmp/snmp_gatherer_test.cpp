#include "snmp/snmp_gatherer.hpp"

#include "common/file_descriptor.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace galera_initiator;

namespace {

/// A port of loopback that takes questions and answers none.
struct SilentAgent {
    FileDescriptor socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    std::uint16_t port = 0;

    SilentAgent() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(socket.get(), generic, length) == 0);
        REQUIRE(::getsockname(socket.get(), generic, &length) == 0);
        port = ntohs(address.sin_port);
    }
};

std::string content_of(const std::string& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A line of proc(5)'s status without its name; empty if it is not there.
std::string line_of(const std::string& status, const std::string& name) {
    const auto begin = status.find("\n" + name + ":\t");
    if (begin == std::string::npos) {
        return "";
    }
    const auto value = begin + name.size() + 3;
    return status.substr(value, status.find('\n', value) - value);
}

} // namespace

TEST_SUITE("SNMP gatherer") {
    TEST_CASE("the process that waits for a node's answer is confined") {
        const SilentAgent agent;
        SnmpSettings settings;
        settings.version = SnmpSettings::Version::v2c;
        settings.community = "any";
        settings.port = agent.port;
        settings.timeout = std::chrono::milliseconds(500);
        SnmpGatherer gatherer(settings);

        // By its links: in a build's chroot the numbers there may be those of another namespace.
        const std::string own = "/proc/" + std::filesystem::read_symlink("/proc/thread-self").string();
        const std::string children = own + "/children";
        std::atomic<bool> is_over = false;
        std::string last;
        std::thread watcher([&] {
            while (!is_over) {
                const std::string child = content_of(children);
                const std::string status =
                    child.empty() ? "" : content_of("/proc/" + child.substr(0, child.find(' ')) + "/status");
                if (line_of(status, "State").starts_with("S")) { // it waits
                    last = status;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        });
        const auto answers = gatherer.gather({NodeAddress::parse("127.0.0.1")});
        is_over = true;
        watcher.join();

        CHECK(answers.at(0).outcome == PeerAnswer::Outcome::unreachable);
        for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
            CHECK(line_of(last, set) == "0000000000000000");
        }
        CHECK(line_of(last, "NoNewPrivs") == "1");
        CHECK(line_of(last, "Seccomp") == "2");
        const std::string filters_here = line_of(content_of(own + "/status"), "Seccomp_filters");
        if (!filters_here.empty()) { // Linux 5.9
            CHECK(std::stoi(line_of(last, "Seccomp_filters")) == std::stoi(filters_here) + 2);
        }
    }
}
