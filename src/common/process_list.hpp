#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// A process as proc(5) shows it.
struct ListedProcess {
    int id = 0;
    std::vector<std::string> words; ///< of its command line; none where it ended while it was looked at
};

/// The first process that is wanted. Those that are hidden from this user (hidepid=) are not seen.
/// @param root  folder that stands for "/"; its proc is read
/// @throws SystemError if the processes cannot be listed
std::optional<ListedProcess> find_process(const std::filesystem::path& root,
                                          const std::function<bool(const ListedProcess&)>& is_wanted);

} // namespace galera_initiator
