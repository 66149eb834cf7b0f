// What nearly every file includes, parsed once for all files of a target (Meson's cpp_pch; off with -Db_pch=false, as
// clang-tidy wants it). Not for what GCC optimises: it then warns of overlaps in std::string that are not there. Files
// include what they use all the same.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>
