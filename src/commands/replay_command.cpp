#include "commands/replay_command.hpp"

#include "commands/report_text.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "node/server_user.hpp"

#include <cstddef>

namespace galera_initiator {

std::string replayed_verdict(const std::filesystem::path& report) {
    constexpr std::size_t longest = std::size_t{16} * 1024 * 1024;
    const auto text = read_file(report, longest, Links::followed);
    if (!text) {
        throw Error(report.string() + ": there is no such file");
    }
    become_nobody();
    return tell_verdict(Report::parse(report.string(), *text).inputs);
}

} // namespace galera_initiator
