// Asks nodes over SNMP and prints what came back, one JSON object a line; for tests and measurements, not installed.
//
//   gather [name=value ...] node ...
//
// Names: version (2c, 3), require (v3), community, user, level, auth_protocol, auth_passphrase, priv_protocol,
// priv_passphrase, port, timeout (ms), retries, cancel_after (ms), rounds, choices (any value: print what was settled
// instead). Texts are printed byte by byte (Latin-1).

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "snmp/snmp_access.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/timerfd.h>
#include <sys/wait.h>

namespace {

using namespace galera_initiator;

struct Arguments {
    SnmpSettings settings;
    int cancel_after = -1;
    int rounds = 1;
    bool wants_choices = false;
    std::vector<NodeAddress> nodes;
};

std::string json_text(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte > 0x7e || character == '"' || character == '\\') {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", byte);
            result += escape;
        } else {
            result += character;
        }
    }
    return result + "\"";
}

const char* name_of(PortFinding finding) {
    switch (finding) {
    case PortFinding::accepts:
        return "accepts";
    case PortFinding::refuses:
        return "refuses";
    case PortFinding::not_known:
        break;
    }
    return "not known";
}

const char* name_of(PeerAnswer::Outcome outcome) {
    switch (outcome) {
    case PeerAnswer::Outcome::answered:
        return "answered";
    case PeerAnswer::Outcome::alive_but_silent:
        return "alive_but_silent";
    case PeerAnswer::Outcome::unreachable:
        return "unreachable";
    case PeerAnswer::Outcome::unresolved:
        return "unresolved";
    }
    return "?";
}

void set(Arguments& arguments, const std::string& name, const std::string& value) {
    SnmpSettings& settings = arguments.settings;
    const std::map<std::string, std::optional<std::string>*> texts{
        {"community", &settings.community},
        {"user", &settings.security_name},
        {"level", &settings.security_level},
        {"auth_protocol", &settings.authentication_protocol},
        {"auth_passphrase", &settings.authentication_passphrase},
        {"priv_protocol", &settings.privacy_protocol},
        {"priv_passphrase", &settings.privacy_passphrase},
    };
    if (const auto text = texts.find(name); text != texts.end()) {
        *text->second = value;
    } else if (name == "version") {
        settings.version = value == "3" ? SnmpSettings::Version::v3 : SnmpSettings::Version::v2c;
    } else if (name == "require") {
        settings.requires_v3 = value == "v3";
    } else if (name == "port") {
        settings.port = static_cast<std::uint16_t>(std::stoi(value));
    } else if (name == "timeout") {
        settings.timeout = std::chrono::milliseconds(std::stoi(value));
    } else if (name == "retries") {
        settings.retries = std::stoi(value);
    } else if (name == "cancel_after") {
        arguments.cancel_after = std::stoi(value);
    } else if (name == "rounds") {
        arguments.rounds = std::stoi(value);
    } else if (name == "choices") {
        arguments.wants_choices = true;
    } else {
        throw ConfigurationError("unknown argument " + name);
    }
}

Arguments parse(const std::vector<std::string>& words) {
    Arguments arguments;
    for (const std::string& word : words) {
        if (const auto equals = word.find('='); equals != std::string::npos) {
            set(arguments, word.substr(0, equals), word.substr(equals + 1));
        } else {
            arguments.nodes.push_back(NodeAddress::parse(word));
        }
    }
    return arguments;
}

FileDescriptor alarm_in(int milliseconds) {
    if (milliseconds < 0) {
        return {};
    }
    FileDescriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    itimerspec when{};
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = (milliseconds % 1000) * 1000000L + 1;
    ::timerfd_settime(timer.get(), 0, &when, nullptr);
    return timer;
}

long open_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

bool has_children() {
    return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

void print(const NodeAddress& node, const PeerAnswer& answer) {
    std::cout << "{\"node\": " << json_text(node.to_string()) << ", \"outcome\": \"" << name_of(answer.outcome)
              << "\", \"state\": " << json_text(answer.state) << ", \"status\": " << json_text(answer.status)
              << ", \"seqno\": " << json_text(answer.seqno) << ", \"detail\": " << json_text(answer.detail)
              << ", \"galera_port\": \"" << name_of(answer.galera_port)
              << "\", \"elapsed_us\": " << answer.elapsed.count() << "}\n";
}

void print_choices(const SnmpSettings& settings) {
    const SnmpAccess access(settings);
    for (const SnmpChoice& choice : access.choices()) {
        std::cout << json_text(choice.key) << ": [" << json_text(choice.value) << ", " << json_text(choice.token)
                  << "]\n";
    }
}

void run(const Arguments& arguments) {
    if (arguments.wants_choices) {
        print_choices(arguments.settings);
        return;
    }
    const FileDescriptor cancel = alarm_in(arguments.cancel_after);
    SnmpGatherer gatherer(arguments.settings, cancel ? cancel.get() : -1);
    for (int round = 0; round < arguments.rounds; ++round) {
        std::cout << std::flush;
        std::cout << "{\"round\": " << round; // Left in the buffer: a helper that flushed it would print it again.
        const long before = open_descriptors();
        const auto start = std::chrono::steady_clock::now();
        std::vector<PeerAnswer> answers;
        std::string error;
        try {
            answers = gatherer.gather(arguments.nodes);
        } catch (const SystemError& failure) {
            error = failure.what();
        }
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        const long leaked = open_descriptors() - before;
        std::cout << ", \"took_ms\": " << took.count() << ", \"leaked_descriptors\": " << leaked
                  << ", \"children\": " << (has_children() ? "true" : "false") << ", \"error\": " << json_text(error)
                  << "}\n";
        for (std::size_t index = 0; index < answers.size(); ++index) {
            print(arguments.nodes.at(index), answers[index]);
        }
    }
}

} // namespace

int main(int count, char** words) {
    try {
        run(parse({words + 1, words + count}));
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
