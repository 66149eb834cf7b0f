#include "snmp/system_call_filter.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

using namespace galera_initiator;

namespace {

/// What the kernel would do: runs those instructions of the filter's language that libseccomp uses.
std::uint32_t verdict(const std::vector<sock_filter>& program, const seccomp_data& data) {
    std::uint32_t value = 0;
    for (std::size_t at = 0; at < program.size(); ++at) {
        const sock_filter& step = program[at];
        switch (step.code) {
        case BPF_LD | BPF_W | BPF_ABS:
            value = *reinterpret_cast<const std::uint32_t*>(reinterpret_cast<const char*>(&data) + step.k);
            break;
        case BPF_ALU | BPF_AND | BPF_K:
            value &= step.k;
            break;
        case BPF_JMP | BPF_JA:
            at += step.k;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += value == step.k ? step.jt : step.jf;
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            at += value >= step.k ? step.jt : step.jf;
            break;
        case BPF_JMP | BPF_JGT | BPF_K:
            at += value > step.k ? step.jt : step.jf;
            break;
        case BPF_RET | BPF_K:
            return step.k;
        default:
            throw std::runtime_error("an instruction that this test does not know");
        }
    }
    throw std::runtime_error("the filter has no end");
}

struct Architecture {
    const char* name;
    std::uint32_t token;
};
constexpr Architecture architectures[] = {{"x86-64", SCMP_ARCH_X86_64}, {"arm64", SCMP_ARCH_AARCH64}};

/// A filter for an architecture, with calls by their names there.
struct Filter {
    SystemCallFilter filter;
    std::uint32_t architecture;

    [[nodiscard]] bool allows(const char* call, const std::vector<int>& arguments = {}) const {
        const int number = ::seccomp_syscall_resolve_name_arch(architecture, call);
        REQUIRE(number >= 0);
        seccomp_data data{number, architecture, 0, {}};
        std::transform(arguments.begin(), arguments.end(), data.args,
                       [](int argument) { return static_cast<std::uint64_t>(argument); });
        const std::uint32_t action = verdict(filter.program(), data);
        if (action != SECCOMP_RET_ALLOW) {
            CHECK(action == (SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(EPERM)));
        }
        return action == SECCOMP_RET_ALLOW;
    }
};

Filter resolving(const Architecture& architecture) {
    return {SystemCallFilter::for_resolving(architecture.token), architecture.token};
}

Filter asking(const Architecture& architecture) {
    return {SystemCallFilter::for_asking(architecture.token), architecture.token};
}

} // namespace

TEST_SUITE("system call filter") {
    TEST_CASE("what neither a resolver nor a question does is refused on each architecture") {
        for (const Architecture& architecture : architectures) {
            for (const Filter& filter : {resolving(architecture), asking(architecture)}) {
                for (const char* call : {"execve",
                                         "execveat",
                                         "clone",
                                         "clone3",
                                         "ptrace",
                                         "process_vm_readv",
                                         "process_vm_writev",
                                         "kill",
                                         "tkill",
                                         "tgkill",
                                         "rt_sigqueueinfo",
                                         "pidfd_open",
                                         "pidfd_send_signal",
                                         "pidfd_getfd",
                                         "setuid",
                                         "setresuid",
                                         "setgid",
                                         "setgroups",
                                         "capset",
                                         "prlimit64",
                                         "setrlimit",
                                         "unlinkat",
                                         "renameat",
                                         "renameat2",
                                         "linkat",
                                         "symlinkat",
                                         "mkdirat",
                                         "mknodat",
                                         "truncate",
                                         "ftruncate",
                                         "fallocate",
                                         "fchmod",
                                         "fchmodat",
                                         "fchown",
                                         "fchownat",
                                         "utimensat",
                                         "setxattr",
                                         "openat2",
                                         "open_by_handle_at",
                                         "name_to_handle_at",
                                         "copy_file_range",
                                         "sendfile",
                                         "splice",
                                         "mount",
                                         "umount2",
                                         "pivot_root",
                                         "chroot",
                                         "unshare",
                                         "setns",
                                         "bpf",
                                         "perf_event_open",
                                         "io_uring_setup",
                                         "io_uring_enter",
                                         "userfaultfd",
                                         "keyctl",
                                         "add_key",
                                         "request_key",
                                         "init_module",
                                         "finit_module",
                                         "kexec_load",
                                         "reboot",
                                         "sethostname",
                                         "personality",
                                         "memfd_create",
                                         "shmget",
                                         "shmat",
                                         "msgget",
                                         "semget",
                                         "mq_open",
                                         "listen",
                                         "accept",
                                         "inotify_init1",
                                         "fanotify_init",
                                         "seccomp",
                                         "quotactl",
                                         "acct",
                                         "swapon",
                                         "syslog",
                                         "setpriority",
                                         "sched_setscheduler",
                                         "pkey_mprotect",
                                         "dup3"}) {
                    CAPTURE(architecture.name);
                    CAPTURE(call);
                    CHECK_FALSE(filter.allows(call));
                }
            }
        }
    }

    TEST_CASE("files are opened for reading only, and no more once the name is resolved") {
        for (const Architecture& architecture : architectures) {
            CAPTURE(architecture.name);
            CHECK(resolving(architecture).allows("openat", {0, 0, O_RDONLY | O_CLOEXEC}));
            for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC, O_TMPFILE | O_RDWR}) {
                CAPTURE(flags);
                CHECK_FALSE(resolving(architecture).allows("openat", {0, 0, flags}));
            }
            CHECK_FALSE(asking(architecture).allows("openat", {0, 0, O_RDONLY}));
            CHECK_FALSE(asking(architecture).allows("newfstatat"));
            CHECK_FALSE(asking(architecture).allows("readlinkat"));
        }
        CHECK(resolving(architectures[0]).allows("open", {0, O_RDONLY}));
        CHECK_FALSE(resolving(architectures[0]).allows("open", {0, O_WRONLY}));
        CHECK_FALSE(asking(architectures[0]).allows("open", {0, O_RDONLY}));
    }

    TEST_CASE("code is loaded only while names are resolved, and never where it can be written") {
        for (const Architecture& architecture : architectures) {
            CAPTURE(architecture.name);
            CHECK(resolving(architecture).allows("mmap", {0, 4096, PROT_READ | PROT_EXEC}));
            CHECK_FALSE(resolving(architecture).allows("mmap", {0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC}));
            CHECK_FALSE(asking(architecture).allows("mmap", {0, 4096, PROT_READ | PROT_EXEC}));
            for (const Filter& filter : {resolving(architecture), asking(architecture)}) {
                CHECK(filter.allows("mmap", {0, 4096, PROT_READ | PROT_WRITE}));
                CHECK_FALSE(filter.allows("mprotect", {0, 4096, PROT_READ | PROT_EXEC}));
            }
        }
    }

    TEST_CASE("no signal is sent by way of a descriptor's owner") {
        for (const Architecture& architecture : architectures) {
            for (const Filter& filter : {resolving(architecture), asking(architecture)}) {
                CAPTURE(architecture.name);
                CHECK(filter.allows("fcntl", {3, F_SETFL}));
                for (const int command : {F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE, F_NOTIFY}) {
                    CHECK_FALSE(filter.allows("fcntl", {3, command}));
                }
                CHECK_FALSE(filter.allows("ioctl", {3, 0x8901})); // FIOSETOWN
                CHECK_FALSE(filter.allows("ioctl", {0, 0x5412})); // TIOCSTI
            }
        }
    }

    TEST_CASE("sockets are to the network, and to local services only while names are resolved") {
        for (const Architecture& architecture : architectures) {
            CAPTURE(architecture.name);
            for (const int family : {AF_INET, AF_INET6}) {
                CHECK(resolving(architecture).allows("socket", {family}));
                CHECK(asking(architecture).allows("socket", {family}));
            }
            for (const int family : {AF_UNIX, AF_NETLINK}) {
                CHECK(resolving(architecture).allows("socket", {family}));
                CHECK_FALSE(asking(architecture).allows("socket", {family}));
            }
            for (const int family : {AF_PACKET, AF_ALG, AF_VSOCK, AF_BLUETOOTH}) {
                CHECK_FALSE(resolving(architecture).allows("socket", {family}));
            }
        }
    }

    TEST_CASE("what it takes is allowed on each architecture") {
        for (const Architecture& architecture : architectures) {
            for (const Filter& filter : {resolving(architecture), asking(architecture)}) {
                for (const char* call :
                     {"read", "write", "sendto", "sendmsg", "recvmsg", "recvfrom", "ppoll", "close", "brk", "munmap",
                      "getrandom", "clock_gettime", "exit_group", "rt_sigreturn", "futex"}) {
                    CAPTURE(architecture.name);
                    CAPTURE(call);
                    CHECK(filter.allows(call));
                }
            }
        }
        CHECK(asking(architectures[0]).allows("poll"));
    }

    TEST_CASE("calls in the way of another architecture end the process") {
        const Filter filter = asking(architectures[0]);
        const seccomp_data of_i386{11, SCMP_ARCH_X86, 0, {}}; // execve there, munmap on x86-64
        CHECK(verdict(filter.filter.program(), of_i386) == SECCOMP_RET_KILL_THREAD);
        const seccomp_data of_x32{0x40000000 | 3, SCMP_ARCH_X86_64, 0, {}}; // close of x32
        CHECK(verdict(filter.filter.program(), of_x32) != SECCOMP_RET_ALLOW);
    }

    TEST_CASE("only the next filter can be loaded, and none after the last") {
        for (const Architecture& architecture : architectures) {
            CAPTURE(architecture.name);
            CHECK(resolving(architecture).allows("prctl", {22}));      // PR_SET_SECCOMP
            CHECK_FALSE(resolving(architecture).allows("prctl", {4})); // PR_SET_DUMPABLE
            CHECK_FALSE(asking(architecture).allows("prctl", {22}));
        }
    }
}
