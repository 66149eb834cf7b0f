#include "snmp/galera_objects.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

constexpr std::array<unsigned long, 12> first_line_column{1, 3, 6, 1, 4, 1, 8072, 1, 3, 2, 3, 1};
constexpr unsigned long first_line_number = 1;

constexpr unsigned octet_string = 0x04;
constexpr unsigned no_such_object = 0x80;
constexpr unsigned no_such_instance = 0x81;

} // namespace

std::string_view extend_name(GaleraObject object) {
    switch (object) {
    case GaleraObject::state:
        return "galeraState";
    case GaleraObject::status:
        return "galeraStatus";
    case GaleraObject::seqno:
        return "galeraSeqno";
    }
    return {};
}

ObjectIdentifier first_line_identifier(GaleraObject object) {
    const std::string_view name = extend_name(object);
    ObjectIdentifier identifier(first_line_column.begin(), first_line_column.end());
    identifier.push_back(first_line_number);
    identifier.push_back(name.size());
    for (const char character : name) {
        identifier.push_back(static_cast<unsigned char>(character));
    }
    return identifier;
}

std::optional<GaleraObject> object_named(std::span<const unsigned long> identifier) {
    for (const GaleraObject object : galera_objects) {
        if (std::ranges::equal(identifier, first_line_identifier(object))) {
            return object;
        }
    }
    return std::nullopt;
}

bool tells_of_live_server(std::span<const std::string, galera_objects.size()> texts) {
    constexpr std::array<std::string_view, 5> words{" status=running ", " status=non-primary ", " status=joining ",
                                                    " status=bootstrapping ", " status=stopping "};
    const std::string& record = texts[index_of(GaleraObject::state)];
    const std::string& older_word = texts[index_of(GaleraObject::status)];
    return std::ranges::any_of(words, [&](std::string_view word) { return record.find(word) != std::string::npos; }) ||
           older_word == "running" || older_word == "bootstrapping";
}

ObjectText object_text(GaleraObject object, unsigned type, std::string_view value) {
    const std::string name(extend_name(object));
    if (type == no_such_object || type == no_such_instance) {
        return {};
    }
    if (type != octet_string) {
        return {{}, name + " is not a text (ASN.1 type " + std::to_string(type) + ")"};
    }
    if (value.size() > object_text_limit) {
        return {{},
                name + " has " + std::to_string(value.size()) + " bytes, more than the " +
                    std::to_string(object_text_limit) + " that are allowed"};
    }
    return {std::string(value), {}};
}

} // namespace galera_initiator
