// What nearly every file includes, parsed once for all of them (Meson's cpp_pch; off with -Db_pch=false, as clang-tidy
// and whoever uses ccache wants it). Files include what they use all the same.

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
