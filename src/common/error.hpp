#pragma once

#include <stdexcept>
#include <string>

/// Errors are exceptions throughout the project. Each message is a whole sentence that an operator
/// can act on: it names the file (and line), node or program, and, where there is one, the remedy.
/// main() is the only place that catches them all; code in between catches only what it can mend.
///
/// Messages quote what stands in files and came over the network. Wherever they are told, they are printable(); those
/// of a ConfigurationError and a ParseError are one line.
namespace galera_initiator {

class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message);
};

/// The administrator must change a setting; waiting cannot mend it. Ends a start at once.
class ConfigurationError : public Error {
public:
    explicit ConfigurationError(const std::string& message);
};

/// A file, record or answer does not have the form that its source promises.
class ParseError : public Error {
public:
    explicit ParseError(const std::string& message);
};

/// The start is refused: only a person can decide. The message tells all.
class Refusal : public Error {
public:
    using Error::Error;
};

/// The configured limit of waiting has passed.
class WaitLimitPassed : public Error {
public:
    using Error::Error;
};

/// A text that this version cannot read and that another version of this product may well have written.
class OtherVersionError : public ParseError {
public:
    using ParseError::ParseError;
};

/// A system call failed.
class SystemError : public Error {
public:
    /// @param what  what was attempted, with the file or program named: "cannot read /etc/x"
    /// @param code  errno as the call left it
    SystemError(const std::string& what, int code);

    [[nodiscard]] int code() const noexcept { return code_; }

private:
    int code_;
};

} // namespace galera_initiator
