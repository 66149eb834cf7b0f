"""Faults of system calls, one at a time, injected with strace(1)."""

import os
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Which errors a call may return; the first is the likeliest. Calls that cannot fail in earnest (getpid) are not named,
# nor is close(): it gives up the descriptor whatever it returns, but strace would not let it.
ERRORS = {
    "access": ("EACCES",),
    "bind": ("EADDRINUSE",),
    "brk": ("ENOMEM",),
    "chmod": ("EPERM", "EROFS"),
    "chown": ("EPERM", "EROFS"),
    "clone": ("EAGAIN", "ENOMEM"),
    "clone3": ("EAGAIN", "ENOMEM"),
    "clock_nanosleep": ("EINTR",),
    "close_range": ("ENOSYS",),
    "connect": ("ECONNREFUSED",),
    "dup2": ("EMFILE",),
    "execve": ("ENOMEM", "EACCES"),
    "faccessat2": ("EACCES",),
    "fchmod": ("EROFS", "EPERM"),
    "fcntl": ("EINVAL",),
    "flock": ("EINTR", "ENOLCK"),
    "fork": ("EAGAIN",),
    "fstat": ("EIO",),
    "fsync": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO",),
    "getdents64": ("EIO",),
    "getrandom": ("EIO",),
    "getsockname": ("ENOBUFS",),
    "ioctl": ("EIO",),
    "kill": ("EPERM",),
    "lseek": ("EIO",),
    "mkdir": ("ENOSPC", "EROFS"),
    "mkdirat": ("ENOSPC", "EROFS"),
    "mmap": ("ENOMEM",),
    "mprotect": ("ENOMEM",),
    "munmap": ("ENOMEM",),
    "newfstatat": ("EIO", "EACCES"),
    "openat": ("EMFILE", "EIO", "EACCES", "ENOSPC", "EROFS"),
    "pipe2": ("EMFILE",),
    "poll": ("ENOMEM", "EINTR"),
    "ppoll": ("ENOMEM", "EINTR"),
    "prctl": ("EPERM",),
    "pread64": ("EIO",),
    "pwrite64": ("ENOSPC", "EIO"),
    "read": ("EIO", "EINTR"),
    "readlink": ("EIO",),
    "recvfrom": ("ENOMEM", "EINTR"),
    "recvmsg": ("ENOMEM", "EINTR"),
    "rename": ("EIO", "ENOSPC", "EROFS"),
    "rmdir": ("EROFS",),
    "rt_sigaction": ("EINVAL",),
    "rt_sigprocmask": ("EINVAL",),
    "select": ("ENOMEM", "EINTR"),
    "pselect6": ("ENOMEM", "EINTR"),
    "seccomp": ("EINVAL",),
    "sendmmsg": ("ENOBUFS",),
    "sendmsg": ("ENOBUFS",),
    "sendto": ("ENOBUFS",),
    "setgid": ("EPERM",),
    "setgroups": ("EPERM",),
    "setpgid": ("EPERM",),
    "setsockopt": ("ENOBUFS",),
    "setuid": ("EPERM", "EAGAIN"),
    "shutdown": ("ENOTCONN",),
    "socket": ("EMFILE", "EACCES"),
    "socketpair": ("EMFILE",),
    "statx": ("EIO",),
    "unlink": ("EROFS", "EIO"),
    "unlinkat": ("EROFS", "EIO"),
    "wait4": ("EINTR", "ECHILD"),
    "write": ("ENOSPC", "EIO", "EINTR"),
}

# What others can see. A process that dies between two of these has left the same behind as one that dies at the second.
CHANGES = {
    "chmod", "chown", "clone", "clone3", "execve", "fchmod", "flock", "fork", "fsync", "kill", "mkdir", "mkdirat", "pwrite64",
    "rename", "rmdir", "sendto", "unlink", "unlinkat", "wait4", "write",
}  # fmt: skip

PATIENCE = 30.0


@dataclass(frozen=True)
class Fault:
    """What happens at one call of one kind; in each process that makes that many."""

    call: str
    number: int
    what: str  # an errno, SIGKILL or SIGTERM

    @property
    def is_signal(self) -> bool:
        return self.what.startswith("SIG")

    @property
    def kind(self) -> str:
        return self.what if self.is_signal else f"{self.call} fails"

    def __str__(self) -> str:
        return f"{self.what} at {self.call} {self.number}"

    def option(self) -> str:
        # brk() tells that it has failed by the break that it returns; see brk(2), C library/kernel differences.
        error = "retval=0" if self.call == "brk" else f"error={self.what}"
        how = f"signal={self.what}" if self.is_signal else error
        return f"inject={self.call}:{how}:when={self.number}"


@dataclass
class Run:
    """How a run ended."""

    status: int  # negative: the signal that it died of
    told: str
    injected: bool
    left_processes: bool
    message_failed: bool  # the fault met the message about a fault
    trace: list[str] = field(default_factory=list)

    def messages(self) -> list[str]:
        return re.findall(r"^galera_init: (.*)$", self.told, re.M)


def _strace(user: str | None, log: Path, options: list[str]) -> list[str]:
    return ["strace", "-f", "-o", str(log), *(["-u", user] if user else []), *options]


def run(command: list[str], environment: dict[str, str], user: str | None, log: Path, options: list[str]) -> Run:
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [*_strace(user, log, options), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    hung = False
    try:
        told = process.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired:
        # strace ends once the last process has that it traces.
        hung = True
        os.killpg(process.pid, signal.SIGKILL)
        told = process.communicate()[1]
    trace = log.read_text(errors="replace").splitlines() if log.exists() else []
    left = hung or adopted()
    injected = any("(INJECTED" in line or "+++ killed" in line or "--- SIG" in line for line in trace)
    message_failed = any("(INJECTED" in line and " write(2, " in line for line in trace)
    return Run(process.returncode, told, injected, left, message_failed, trace)


def adopted() -> bool:
    """Whether a process was left to this one, which is the subreaper; ends and reaps it."""
    found = False
    while left := children():
        for process in left:
            # One that has ended, and only was not reaped by whom it was left by, is none that systemd would find.
            if os.waitpid(process, os.WNOHANG) == (0, 0):
                found = True
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
    return found


_known: set[int] = set()


def know(processes: set[int]) -> None:
    """Children that were started on purpose: agents."""
    _known.clear()
    _known.update(processes)


def children() -> list[int]:
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(word) for word in text.split() if int(word) not in _known]


def calls(trace: list[str]) -> Iterator[tuple[int, str]]:
    """Each call of a trace: the process, and what it calls."""
    for line in trace:
        found = re.match(r"(\d+) +(\w+)\(", line)
        if found:
            yield int(found[1]), found[2]


def learn(trace: list[str]) -> dict[str, tuple[int, int]]:
    """For each kind of call, the first and the last number at which the program itself or a process of it makes it.

    What the dynamic loader does before main() is left out: it is the same for every program."""
    begin = next(number for number, line in enumerate(trace) if '"/step-begins"' in line)
    main = int(trace[begin].split()[0])
    before = Counter(call for process, call in calls(trace[:begin]) if process == main)
    counts: dict[int, Counter[str]] = {}
    for process, call in calls(trace):
        counts.setdefault(process, Counter())[call] += 1
    found = {}
    for call in ERRORS:
        others = max((count[call] for process, count in counts.items() if process != main), default=0)
        last = max(counts[main][call], others)
        if last > before[call]:
            found[call] = (before[call] + 1, last)
    return found


def not_durable(trace: list[str], root: Path) -> list[str]:
    """What the program has changed below root, and a power cut could take back. The trace has to show paths (strace -y).

    An injected error at fsync() finds what happens when it fails, and not that it was forgotten."""
    begin = next(number for number, line in enumerate(trace) if '"/step-begins"' in line)
    main = trace[begin].split()[0]
    written: set[str] = set()
    changed: set[str] = set()
    problems = []
    for line in trace[begin:]:
        process, _, call = line.partition(" ")
        found = re.match(r' *(\w+)\((?:\d+<|")([^>"]+)(?:[>"](?:, "([^"]+)")?)?.*= \d+$', call)
        if process != main or not found or not found[2].startswith(f"{root}/"):
            continue
        name, path, target = found.groups()
        if name == "fsync":
            written.discard(path)
            changed.discard(path)
        elif name in ("write", "pwrite64"):
            written.add(path)
        elif name in ("unlink", "mkdir", "rename"):
            if name == "rename" and path in written:
                problems.append(f"{path} is renamed and was not flushed")
            if name != "unlink" or ".new-" not in path:
                changed.add(str(Path(target or path).parent))
    problems += [f"{path} is written and not flushed" for path in sorted(written)]
    return problems + [f"the names in {path} are changed and not flushed" for path in sorted(changed)]


def ends_last(trace: list[str]) -> bool:
    """Whether the program outlived its children, so that systemd would find none. The trace has to show execve."""
    # One that was sent SIGKILL before ends a moment later, whatever it is at.
    ends = [line.split()[0] for line in trace if "+++ exited" in line]
    main = next(process for process, call in calls(trace) if call == "execve")
    return bool(ends) and ends[-1] == str(main)
