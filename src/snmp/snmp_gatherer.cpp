#include "snmp/snmp_gatherer.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/poll_timeout.hpp"
#include "snmp/helper_confinement.hpp"
#include "snmp/helper_report.hpp"
#include "snmp/peer_query.hpp"
#include "snmp/snmp_access.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

using Clock = PeerQuery::Clock;

constexpr std::chrono::milliseconds shortest_grace{50};
constexpr int most_retries = 10;

/// What the helper may still need after its own deadline to write and to end.
std::chrono::milliseconds grace(std::chrono::milliseconds timeout) {
    return std::max(timeout / 12, shortest_grace);
}

void write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return; // The parent is gone, and so is everybody who could be told.
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
}

/// Where a helper writes what it has to tell.
constexpr int report_descriptor = STDERR_FILENO + 1;

void end_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) { // It died before the line above took effect.
        ::_exit(EXIT_FAILURE);
    }
}

/// The helper holds nothing of its parent but the pipe.
void keep_only(int pipe_end) {
    ::dup2(pipe_end, report_descriptor);
    ::close_range(report_descriptor + 1, ~0U, 0);
}

/// What a helper writes there must not reach a terminal, a file or the journal.
void let_go_of_standard_streams() {
    const FileDescriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing) {
        throw SystemError("cannot open /dev/null", errno);
    }
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        const bool is_needed = is_sanitized && stream == STDERR_FILENO;
        if (!is_needed && ::dup2(nothing.get(), stream) < 0) {
            throw SystemError("cannot let go of the standard streams", errno);
        }
    }
}

struct HelperTask {
    const SnmpAccess& access;
    const SnmpSettings& settings;
    const HelperConfinement& confinement;
    Clock::time_point start;
};

PeerAnswer ask(const HelperTask& task, const NodeAddress& node) {
    const auto tell = [&](HelperStep step) {
        write_all(report_descriptor, encode(step));
        if (step == HelperStep::resolved) {
            task.confinement.narrow();
        }
    };
    try {
        let_go_of_standard_streams();
        if (task.access.is_v3()) {
            // Salts go on counting from where the parent's stand: without new ones all helpers would use the same.
            snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_READ_CONFIG, nullptr);
        }
        task.confinement.begin(task.settings.timeout);
        return PeerQuery(task.access, task.settings, task.start, tell).run(node);
    } catch (const std::exception& error) {
        PeerAnswer answer;
        answer.detail = error.what();
        return answer;
    }
}

/// The helper process. An exception must not get out: the parent's destructors would end the other helpers from in
/// here.
[[noreturn]] void run_helper(const HelperTask& task, const NodeAddress& node, pid_t parent, int pipe_end) noexcept {
    end_with(parent);
    keep_only(pipe_end);
    write_all(report_descriptor, encode(ask(task, node)));
    // Not exit(): buffers and handlers are the parent's.
    ::_exit(EXIT_SUCCESS);
}

/// A helper process as its parent sees it. It never outlives this object.
class Helper {
public:
    Helper(const HelperTask& task, const NodeAddress& node) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw SystemError("cannot make a pipe to ask " + node.to_string(), errno);
        }
        pipe_ = FileDescriptor(ends[0]);
        const FileDescriptor write_end(ends[1]);
        ::fcntl(pipe_.get(), F_SETFL, O_NONBLOCK);
        const pid_t parent = ::getpid();
        process_ = ::fork();
        if (process_ == 0) {
            run_helper(task, node, parent, write_end.get());
        }
        if (process_ < 0) {
            throw SystemError("cannot start a process to ask " + node.to_string(), errno);
        }
    }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;
    ~Helper() { end(); }

    /// To poll for input; -1 when it has ended.
    [[nodiscard]] int descriptor() const { return pipe_.get(); }

    [[nodiscard]] bool has_ended() const { return !pipe_; }

    /// @returns what it wrote so far
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

    /// @returns why there is nothing more to read; nothing if there may be
    std::optional<HelperEnd> read() {
        std::array<char, 4096> buffer{};
        for (;;) {
            const ssize_t count = ::read(pipe_.get(), buffer.data(), buffer.size());
            if (count > 0) {
                bytes_.append(buffer.data(), static_cast<std::size_t>(count));
                if (bytes_.size() > helper_report_limit) {
                    return HelperEnd::overflowed;
                }
            } else if (count < 0 && errno == EAGAIN) {
                return std::nullopt;
            } else if (count == 0 || errno != EINTR) {
                return HelperEnd::finished;
            }
        }
    }

    void end() noexcept {
        pipe_.reset();
        if (process_ > 0) {
            // Also after it closed the pipe: it need not end of itself.
            ::kill(process_, SIGKILL);
            while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
            }
            process_ = -1;
        }
    }

private:
    pid_t process_ = -1;
    FileDescriptor pipe_;
    std::string bytes_;
};

/// All nodes, once.
class Round {
public:
    Round(const SnmpAccess& access, const SnmpSettings& settings, const HelperConfinement& confinement,
          int cancel_descriptor)
        : task_{access, settings, confinement, Clock::now()},
          deadline_(task_.start + settings.timeout + grace(settings.timeout)), cancel_descriptor_(cancel_descriptor) {}

    std::vector<PeerAnswer> run(const std::vector<NodeAddress>& nodes) {
        answers_.resize(nodes.size());
        helpers_.reserve(nodes.size());
        for (const NodeAddress& node : nodes) {
            helpers_.push_back(std::make_unique<Helper>(task_, node));
        }
        open_ = helpers_.size();
        while (open_ > 0) {
            wait();
        }
        return std::move(answers_);
    }

private:
    void wait() {
        std::vector<pollfd> descriptors;
        for (const auto& helper : helpers_) {
            descriptors.push_back({helper->descriptor(), POLLIN, 0});
        }
        descriptors.push_back({cancel_descriptor_, POLLIN, 0});
        if (::poll(descriptors.data(), descriptors.size(), poll_timeout(deadline_)) < 0) {
            if (errno == EINTR) {
                return;
            }
            throw SystemError("cannot wait for the nodes' answers", errno);
        }
        take(descriptors);
    }

    void take(const std::vector<pollfd>& descriptors) {
        for (std::size_t index = 0; index < helpers_.size(); ++index) {
            if (descriptors[index].revents != 0) {
                if (const auto end = helpers_[index]->read()) {
                    close(index, *end);
                }
            }
        }
        if (descriptors.back().revents != 0) {
            close_all(HelperEnd::cancelled);
        } else if (Clock::now() >= deadline_) {
            close_all(HelperEnd::ran_late);
        }
    }

    void close(std::size_t index, HelperEnd end) {
        Helper& helper = *helpers_[index];
        answers_[index] = conclude(HelperReport::parse(helper.bytes()), end, task_.settings.timeout);
        answers_[index].elapsed = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - task_.start);
        helper.end();
        --open_;
    }

    void close_all(HelperEnd end) {
        for (std::size_t index = 0; index < helpers_.size(); ++index) {
            if (!helpers_[index]->has_ended()) {
                close(index, end);
            }
        }
    }

    HelperTask task_;
    Clock::time_point deadline_;
    int cancel_descriptor_;
    std::vector<std::unique_ptr<Helper>> helpers_;
    std::vector<PeerAnswer> answers_;
    std::size_t open_ = 0;
};

void check(const SnmpSettings& settings) {
    if (settings.timeout <= std::chrono::milliseconds::zero()) {
        throw ConfigurationError("The SNMP time-out must be above 0.");
    }
    if (settings.retries < 0 || settings.retries > most_retries) {
        throw ConfigurationError("SNMP retries must be from 0 to " + std::to_string(most_retries) + ".");
    }
}

} // namespace

SnmpGatherer::SnmpGatherer(const SnmpSettings& settings, int cancel_descriptor)
    : settings_(settings), cancel_descriptor_(cancel_descriptor) {
    check(settings_);
    access_ = std::make_unique<const SnmpAccess>(settings_);
    confinement_ = std::make_unique<const HelperConfinement>();
}

SnmpGatherer::~SnmpGatherer() = default;

std::vector<PeerAnswer> SnmpGatherer::gather(const std::vector<NodeAddress>& nodes) {
    return Round(*access_, settings_, *confinement_, cancel_descriptor_).run(nodes);
}

bool SnmpGatherer::is_authenticated() const {
    return access_->is_authenticated();
}

} // namespace galera_initiator
