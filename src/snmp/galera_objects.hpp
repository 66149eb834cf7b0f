#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// Numbers of an object's name, without the leading dot.
using ObjectIdentifier = std::vector<unsigned long>;

/// The three commands that snmpd runs for this project ("extend" in snmpd.conf(5)).
enum class GaleraObject { state, status, seqno };

inline constexpr std::array galera_objects{GaleraObject::state, GaleraObject::status, GaleraObject::seqno};

/// Longest text of one object, in bytes: three of them must fit into one answer.
inline constexpr std::size_t object_text_limit = 1400;

/// @returns the name that the object has in snmpd.conf: "galeraState" and so on
std::string_view extend_name(GaleraObject object);

/// The first line of the output: nsExtendOutput1Line, indexed by the name's length and its ASCII codes.
/// Source: NET-SNMP-EXTEND-MIB.
ObjectIdentifier first_line_identifier(GaleraObject object);

/// @returns nothing for a name that is none of the three
std::optional<GaleraObject> object_named(std::span<const unsigned long> identifier);

/// What an agent gave for one object.
struct ObjectText {
    std::string text;      ///< empty if there was none that can be used
    std::string complaint; ///< why a value that came cannot be used; empty if there is nothing to complain of
};

/// @param type  ASN.1 tag of the value: only an OCTET STRING (4) is a text; noSuchObject (0x80) and
///              noSuchInstance (0x81) mean that the agent does not serve the object
ObjectText object_text(GaleraObject object, unsigned type, std::string_view value);

/// Do these texts of an agent, in the order of galera_objects, say that the server is up or starts: the record's
/// status, or the older tool's word where there is no record? Says nothing on whether the record can be believed.
bool tells_of_live_server(std::span<const std::string, galera_objects.size()> texts);

/// One object's place among galera_objects.
constexpr std::size_t index_of(GaleraObject object) {
    return static_cast<std::size_t>(object);
}

} // namespace galera_initiator
