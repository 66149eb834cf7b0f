#include "evidence/telling_time.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <ctime>

namespace galera_initiator {

TellingTime TellingTime::now(const std::filesystem::path& root) {
    const auto path = root / "proc/sys/kernel/random/boot_id";
    const auto text = read_file(path, 64);
    if (!text) {
        throw Error("there is no " + path.string() + ", so this node cannot say of when its record is");
    }
    timespec time{};
    if (::clock_gettime(CLOCK_BOOTTIME, &time) != 0) {
        throw SystemError("cannot read the time since boot", errno);
    }
    const auto since_boot = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
    return {Uuid::parse(std::string_view(*text).substr(0, text->find('\n'))), static_cast<std::uint64_t>(microseconds)};
}

std::string TellingTime::to_string() const {
    return boot.to_string() + "@" + std::to_string(microseconds);
}

TellingTime TellingTime::parse(std::string_view text) {
    const std::size_t at = text.find('@');
    TellingTime time;
    time.boot = Uuid::parse(text.substr(0, at));
    const std::string_view digits = at == std::string_view::npos ? "" : text.substr(at + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), time.microseconds);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        throw ParseError("the record does not say when it was told");
    }
    return time;
}

} // namespace galera_initiator
