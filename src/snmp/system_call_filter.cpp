#include "snmp/system_call_filter.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "snmp/helper_confinement.hpp"

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <memory>
#include <string>

#include <fcntl.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

/// Harmless with any arguments. Names, because numbers differ between architectures; a name that an architecture lacks
/// (poll on arm64) adds nothing there.
constexpr std::initializer_list<const char*> always_allowed{
    // memory
    "brk", "madvise", "mremap", "munmap",
    // descriptors that are open, and sockets
    "accept4", "bind", "close", "connect", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait", "fstat",
    "getpeername", "getsockname", "getsockopt", "lseek", "poll", "ppoll", "pread64", "pselect6", "read", "readv",
    "recvfrom", "recvmmsg", "recvmsg", "select", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "write",
    "writev",
    // time
    "clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday", "nanosleep", "restart_syscall", "time",
    // this process
    "exit", "exit_group", "futex", "getegid", "geteuid", "getgid", "getpid", "getppid", "getrandom", "getresgid",
    "getresuid", "getrusage", "gettid", "getuid", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_yield",
    "sigaltstack", "sysinfo", "uname"};

/// What a module of nsswitch.conf(5) may need besides, to look at files and to be loaded.
constexpr std::initializer_list<const char*> allowed_for_resolving{
    "access",     "eventfd2", "faccessat",  "faccessat2",     "fstatfs",        "getcwd",
    "getdents64", "lstat",    "newfstatat", "readlink",       "readlinkat",     "sched_getaffinity",
    "stat",       "statfs",   "statx",      "timerfd_create", "timerfd_settime"};

class FilterBuilder {
public:
    explicit FilterBuilder(std::uint32_t architecture)
        : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM)), &::seccomp_release) {
        if (!context_) {
            throw Error("cannot make a filter for system calls: seccomp_init failed");
        }
        const bool is_foreign = architecture != 0 && architecture != ::seccomp_arch_native();
        if (is_foreign) {
            check(::seccomp_arch_add(context_.get(), architecture), "architecture");
            check(::seccomp_arch_remove(context_.get(), ::seccomp_arch_native()), "architecture");
        }
    }

    void allow(const char* name, std::initializer_list<scmp_arg_cmp> conditions = {}) {
        const int number = ::seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR) {
            throw Error("cannot make a filter for system calls: libseccomp does not know " + std::string(name));
        }
        check(::seccomp_rule_add_array(context_.get(), SCMP_ACT_ALLOW, number, static_cast<unsigned>(conditions.size()),
                                       conditions.begin()),
              name);
    }

    void allow(std::initializer_list<const char*> names) {
        for (const char* name : names) {
            allow(name);
        }
    }

    /// @param argument  its place, from 0; one rule for each value that it may have
    void allow_with(const char* name, unsigned argument, std::initializer_list<std::uint64_t> values) {
        for (const std::uint64_t value : values) {
            allow(name, {equals(argument, value)});
        }
    }

    static scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
        // The kernel takes these arguments as int, and looks at no more of them than this mask.
        return {argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, value};
    }

    static scmp_arg_cmp has_bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
        return {argument, SCMP_CMP_MASKED_EQ, mask, value};
    }

    /// The program, as the kernel takes it.
    [[nodiscard]] std::vector<sock_filter> program() const {
        const FileDescriptor file(::memfd_create("system-call-filter", MFD_CLOEXEC));
        if (!file) {
            throw SystemError("cannot make a filter for system calls", errno);
        }
        check(::seccomp_export_bpf(context_.get(), file.get()), "export");
        const off_t size = ::lseek(file.get(), 0, SEEK_END);
        std::vector<sock_filter> program(static_cast<std::size_t>(std::max<off_t>(size, 0)) / sizeof(sock_filter));
        if (program.empty() || ::pread(file.get(), program.data(), static_cast<std::size_t>(size), 0) != size) {
            throw SystemError("cannot read the filter for system calls", errno);
        }
        return program;
    }

private:
    static void check(int result, const std::string& what) {
        if (result < 0) {
            throw SystemError("cannot make a filter for system calls (" + what + ")", -result);
        }
    }

    std::unique_ptr<void, decltype(&::seccomp_release)> context_;
};

FilterBuilder common_part(std::uint32_t architecture) {
    FilterBuilder builder(architecture);
    builder.allow(always_allowed);
    // With FIOSETOWN, F_SETOWN and F_SETSIG any signal could be sent to another process of the same user.
    builder.allow_with("ioctl", 1, {FIONREAD, FIONBIO, SIOCGIFINDEX, SIOCGIFNAME});
    builder.allow_with("fcntl", 1, {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL});
    builder.allow("mmap", {FilterBuilder::has_bits(2, PROT_EXEC, 0)});
    builder.allow("mprotect", {FilterBuilder::has_bits(2, PROT_EXEC, 0)});
    builder.allow_with("socket", 0, {AF_INET, AF_INET6});
    if (is_sanitized) { // They look whether memory can be read by writing it into a pipe.
        builder.allow("pipe2");
    }
    return builder;
}

} // namespace

SystemCallFilter SystemCallFilter::for_resolving(std::uint32_t architecture) {
    FilterBuilder builder = common_part(architecture);
    builder.allow(allowed_for_resolving);
    constexpr std::uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    builder.allow("open", {FilterBuilder::has_bits(1, writing, O_RDONLY)});
    builder.allow("openat", {FilterBuilder::has_bits(2, writing, O_RDONLY)});
    // The code of a module, which nobody can write to any more.
    builder.allow("mmap", {FilterBuilder::has_bits(2, PROT_WRITE | PROT_EXEC, PROT_EXEC)});
    builder.allow_with("socket", 0, {AF_UNIX, AF_NETLINK});
    builder.allow_with("prctl", 0, {PR_SET_SECCOMP}); // The next filter.
    return SystemCallFilter(builder.program());
}

SystemCallFilter SystemCallFilter::for_asking(std::uint32_t architecture) {
    return SystemCallFilter(common_part(architecture).program());
}

void SystemCallFilter::load() const {
    std::vector<sock_filter> program = program_;
    const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
    // By prctl, not by seccomp(2), which a unit's own filter (@system-service) may refuse.
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0) != 0) {
        throw SystemError("cannot load the filter for system calls", errno);
    }
}

void check_that_filters_can_be_loaded() {
    // A kernel that can do it looks for the filter where there is none: see PR_SET_SECCOMP in prctl(2).
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) != 0 && errno == EFAULT) {
        return;
    }
    throw SystemError("the kernel cannot filter system calls (CONFIG_SECCOMP_FILTER), and without that nothing is "
                      "heard from the network",
                      errno);
}

} // namespace galera_initiator
