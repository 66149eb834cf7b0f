#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// The provider's options as wsrep_provider_options and the options of a cluster address give them: by name, the last
/// one of a name holds. Source: galera, galerautils/src/gu_config.cpp (parse), gu_uri.cpp.
class ProviderOptions {
public:
    /// @param options  "name = value; name = value"; what has no '=' is left out, as it stands for no value
    static ProviderOptions parse(std::string_view options);

    /// Adds those of a cluster address, "name=value&name=value". They hold in place of earlier ones.
    void add_of_address(std::string_view options);

    [[nodiscard]] std::optional<std::string> value(const std::string& name) const;

    /// As galerautils reads one: 1, y, yes, on, true and what else it knows, in any case. Source: galera,
    /// galerautils/src/gu_utils.c (gu_str2bool). @returns nothing where it is not set
    [[nodiscard]] std::optional<bool> flag(const std::string& name) const;

private:
    void add(std::string_view options, char separator);

    std::map<std::string, std::string> values_;
};

} // namespace galera_initiator
