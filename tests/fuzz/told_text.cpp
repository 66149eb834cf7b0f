// Foreign words on their way to the journal, a terminal or the service manager.

#include "common/printable.hpp"
#include "systemd/status_text.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const std::string told = printable(text);
    require(can_be_told(told), "a text that was made printable can be told to people");
    require(!can_be_told(text) || told == text, "a text that can be told stays as it is");
    require(printable(told) == told, "a printable text stays as it is");
    for (const std::size_t longest : {std::size_t{0}, std::size_t{5}, std::size_t{60}, longest_status}) {
        const std::string status = fit_status(std::string(text), longest);
        require(status.size() <= longest, "a status fits");
        require(can_be_told(status) || longest < 60, "a status can be told to people");
    }
}

const Registration registration("told_text", run);

} // namespace

} // namespace galera_initiator::fuzz
