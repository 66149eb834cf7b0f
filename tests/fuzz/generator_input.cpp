// What the generator reads at boot, as root: this project's own file and what my_print_defaults prints, parted by a
// NUL. No text in them may add a line, a section, a variable or a word to the drop-in.

#include "drop_in.hpp"

#include "addresses.hpp"
#include "configuration/configuration.hpp"
#include "configuration/server_settings.hpp"
#include "target.hpp"

#include <sstream>

namespace galera_initiator::fuzz {

namespace {

constexpr std::string_view helper = "/usr/sbin/galera_init";

template <typename Read>
auto read_or_complain(std::vector<std::string>& complaints, std::string_view input, Read read)
    -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const Error& error) {
        require_message(error, input.size());
        complaints.emplace_back(error.what());
        return std::nullopt;
    }
}

/// As systemd reads a word of a command line that has neither blanks nor quotes in it (systemd.service(5)).
std::string as_systemd_reads(std::string_view word) {
    std::string read;
    for (std::size_t index = 0; index < word.size(); ++index) {
        const char character = word[index];
        if (character == '%' || character == '$' || character == '\\') {
            ++index;
            require(index < word.size() && word[index] == character, "nothing is expanded");
        }
        require(std::string_view(" \t\"';").find(character) == std::string_view::npos, "the word is one");
        read += character;
    }
    return read;
}

/// The lines that the generator means to write after the comment, but for the address.
constexpr std::string_view lines_after_comment = R"(
[Unit]
Documentation=man:galera_init(8)
Wants=network-online.target galera-initiator-record.service
After=network-online.target snmpd.service galera-initiator-record.service
OnFailure=galera-initiator-record.service

[Service]
StateDirectory=galera-initiator
EnvironmentFile=-/run/galera-initiator/@UNIT@.env
NotifyAccess=exec
TimeoutStartSec=infinity
ExecStartPre=+/usr/sbin/galera_init prepare --unit=%n
ExecStartPre=/usr/sbin/galera_init decide --unit=%n
ExecStartPre=+/usr/sbin/galera_init hand-over --unit=%n
ExecStartPre=+-systemctl --no-block restart galera-initiator-watch@%N.service
ExecStartPost=-/usr/sbin/galera_init after-start --unit=%n
ExecStartPost=+-rm -f /run/galera-initiator/@UNIT@.env
ExecStop=-/usr/sbin/galera_init before-stop --unit=%n
ExecStopPost=-/usr/sbin/galera_init after-stop --unit=%n
ExecStopPost=+-rm -f /run/galera-initiator/@UNIT@.env
)";

/// @param text  of the drop-in, from the first line that is no comment
void require_lines(std::istringstream& text, const GeneratorPlan& plan) {
    std::istringstream meant{std::string(lines_after_comment)};
    std::string expected;
    std::string line;
    while (std::getline(meant, expected)) {
        require(static_cast<bool>(std::getline(text, line)), "no line is missing");
        if (const auto mark = expected.find("@UNIT@"); mark != std::string::npos) {
            expected.replace(mark, 6, *plan.unit);
        }
        const bool takes_address =
            expected.find(" decide ") != std::string::npos || expected.find(" hand-over ") != std::string::npos;
        if (takes_address && plan.address) {
            require(line.starts_with(expected + " "), "a command's own words stay");
            require(as_systemd_reads(std::string_view(line).substr(expected.size() + 1)) ==
                        "--cluster-address=" + plan.address->to_string(),
                    "a command gets the address as it is");
        } else {
            require(line == expected, "a line is as it is meant");
        }
    }
    require(!std::getline(text, line), "no line is added");
}

void require_drop_in(const GeneratorPlan& plan) {
    std::istringstream text(render_drop_in(plan, helper));
    std::string line;
    std::size_t comments = 0;
    std::streampos after_comments = 0;
    while (std::getline(text, line) && line.starts_with('#')) {
        ++comments;
        require(can_be_told(line), "a comment can be told to people");
        after_comments = text.tellg();
    }
    require(comments == (plan.address ? 3 : 5 + plan.complaints.size()), "there is one comment for each complaint");
    text.clear();
    text.seekg(after_comments);
    require_lines(text, plan);
}

void run(std::string_view input) {
    const std::string_view whole = input;
    const std::string own_text(take_part(input));
    const std::string server_text(input);
    std::vector<std::string> complaints;
    const auto own = read_or_complain(complaints, whole,
                                      [&] { return Configuration::parse("/etc/galera-initiator.conf", own_text); });
    const auto server = read_or_complain(complaints, whole, [&] { return ServerSettings::parse(server_text); });
    const std::string unit = own && own->unit ? *own->unit : "mariadb.service";
    const GeneratorPlan plan = make_plan({unit, std::nullopt, complaints, {}, {}}, own, server);
    if (!plan.unit) {
        require(server && !server->galera_is_configured(), "only a server without Galera is left alone");
        return;
    }
    require(!plan.address || !plan.address->is_bare(), "no start gets a bare address");
    require(plan.address || !plan.complaints.empty(), "an address that is not known is complained of");
    require_drop_in(plan);
}

const Registration registration("generator_input", run);

} // namespace

} // namespace galera_initiator::fuzz
