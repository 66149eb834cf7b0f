"""What goes wrong around a start without any call being tampered with: full disks, no memory, hung agents, buses and servers."""

import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import injection
from checks import DECISION, FIRST, Starts
from injection import Fault, Run
from node import HISTORY, STALE, USER, agents

NO_FAULT = Fault("none", 0, "none")
MEBIBYTE = 1024 * 1024
STEP = "decide"


def was_not_loaded(run: Run) -> bool:
    """Whether the dynamic loader has ended the process before a line of ours ran, as it does with 127 (glibc, _dl_fatal_printf).

    Where malloc() gave it nothing for its own tables it tells these three words alone (glibc, elf/dl-lookup.c).
    """
    return run.status == 127 and ("error while loading shared libraries" in run.told or run.told.strip() == "out of memory")


class Circumstances:
    """Each case brings one about at the step `decide`, looks at what that does, ends it and looks at the next start."""

    def __init__(self, starts: Starts, started: agents.Agents) -> None:
        self.starts = starts
        self.node = starts.node
        self.started = started

    def cases(self) -> Iterator[tuple[str, Callable[[], list[str]]]]:
        node = self.node
        for name, folder in (("the state folder", node.state), ("the published folder", node.published), ("the data folder", node.data)):
            for what, obstacle in (("no space", self._full), ("no inode", self._without_inodes), ("read-only", self._read_only)):
                yield f"{name}: {what}", lambda o=obstacle, f=folder: self._with(o(f))
        yield "little memory", self._little_memory
        for count in range(3, 24):
            yield f"{count} descriptors", lambda c=count: self._limited(resource.RLIMIT_NOFILE, c)
        for count in (1, 2, 3):
            yield f"{count} processes", lambda c=count: self._limited(resource.RLIMIT_NPROC, c)
        for index, process in enumerate(self.started.processes):
            yield f"agent {index} hangs", lambda p=process: self._with(self._hung(p))
            yield f"agent {index} hangs for a while", lambda p=process: self._with(self._hung(p, 2), must_succeed=True)
        for name, script, succeeds in (
            ("is killed", "kill -9 $$", False),
            ("fails", "echo '[ERROR] InnoDB: corrupted' >&2; exit 1", False),
            ("prints nothing", "exit 0", False),
            ("prints garbage", "head -c 100000 /dev/urandom >&2", False),
            ("prints two positions", f"for n in 1 2; do echo 'WSREP: Recovered position: {HISTORY}:'$n >&2; done", False),
            ("prints megabytes", f"head -c 20000000 /dev/zero >&2; echo >&2; {self._recovers()}", True),
            ("leaves a process behind", f"sleep 600 >/dev/null 2>&1 & {self._recovers()}", True),
        ):
            yield f"the recovery {name}", lambda s=script, k=succeeds: self._with(self._recovery(s), must_succeed=k)
        for number in (signal.SIGTERM, signal.SIGKILL):
            yield f"{number.name} while the recovery hangs", lambda n=number: self._signalled_in_recovery(n)
        for name, script in (
            ("is killed", "kill -9 $$"),
            ("fails", "exit 1"),
            ("hangs", "exec sleep 600"),
            ("prints garbage", "head -c 100000 /dev/urandom"),
        ):
            yield f"my_print_defaults {name}", lambda s=script: self._with(self._program("usr/bin/my_print_defaults", s), must_fail=True)

    # One case

    def _with(self, obstacle, must_succeed: bool = False, must_fail: bool = False) -> list[str]:  # noqa: ANN001
        with obstacle:
            run = self._run(self.node.environment(FIRST))
            files = self.node.files()
            problems = self._judge(run, must_succeed, must_fail)
        return problems + self._afterwards(files)

    def _limited(self, what: int, limit: int) -> list[str]:
        run = self._run(self.node.environment(FIRST), lambda: resource.setrlimit(what, (limit, limit)))
        return self._judge(run) + self._afterwards(self.node.files())

    def _little_memory(self) -> list[str]:
        """From too little to be loaded to enough."""
        problems = []
        size = 12 * MEBIBYTE
        while size < 256 * MEBIBYTE:
            run = self._run(self.node.environment(FIRST), lambda s=size: resource.setrlimit(resource.RLIMIT_AS, (s, s)))
            files = self.node.files()
            if run.status in (-signal.SIGSEGV, -signal.SIGABRT):
                # Net-SNMP takes what malloc() returns for memory while it reads its configuration, and libstdc++ ends a
                # program that it can make no exception for. Both come before anything is changed but the removal of what
                # an earlier start decided.
                files.setdefault(DECISION, self.starts.before[DECISION])
                found = [] if self.starts.is_as_before(files) else [f"it died of signal {-run.status} after a change"]
            else:
                found = self._judge(run)
            problems += [f"{size // 1024} KiB: {one}" for one in found + self._afterwards(files)]
            self.node.put_back(self.starts.saved)
            if run.status == 0:
                return problems
            size += 64 * 1024
        return [*problems, "no size was enough"]

    def _run(self, environment: dict[str, str], prepare: Callable[[], None] = lambda: None) -> Run:
        def become() -> None:
            # In this order: a limit on processes counts for the user.
            os.setgroups([])
            os.setgid(self.node.user.pw_gid)
            os.setuid(self.node.user.pw_uid)
            prepare()

        try:
            result = subprocess.run(
                self.node.command(STEP), env=environment, preexec_fn=become, capture_output=True, timeout=injection.PATIENCE
            )  # fmt: skip
            return Run(result.returncode, result.stderr.decode(errors="replace"), True, injection.adopted(), False)
        except subprocess.TimeoutExpired:
            injection.adopted()
            return Run(0, "", True, True, False)

    def _judge(self, run: Run, must_succeed: bool = False, must_fail: bool = False) -> list[str]:
        files = self.node.files()
        if was_not_loaded(run):
            return []
        problems = self.starts.problems_at_once(STEP, NO_FAULT, run, files)
        if must_succeed and run.status != 0:
            problems.append(f"it fails: {run.told.strip()[-200:]}")
        if must_fail and run.status == 0:
            problems.append("it succeeds")
        return problems

    def _afterwards(self, files) -> list[str]:  # noqa: ANN001
        return [] if DECISION in files and self.starts.is_as_wanted(files) else self.starts.problems_of_next_start()

    # What is in the way

    @contextmanager
    def _mounted(self, folder: Path, *options: str) -> Iterator[None]:
        """A small file system in the place of a folder, with what is in it."""
        copy = self.node.folder / "copy"
        subprocess.run(["cp", "-a", folder, copy], check=True)
        status = folder.stat()
        self.starts.data_folder_is_another = folder == self.node.data
        words = f"mode=755,uid={status.st_uid},gid={status.st_gid},{','.join(options)}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", words, "tmpfs", folder], check=True)
        try:
            subprocess.run(["cp", "-a", f"{copy}/.", folder], check=True)
            yield
        finally:
            shutil.rmtree(copy)
            subprocess.run(["cp", "-a", folder, copy], check=True)
            subprocess.run(["umount", folder], check=True)
            subprocess.run(["cp", "-a", f"{copy}/.", folder], check=True)
            shutil.rmtree(copy)

    @contextmanager
    def _full(self, folder: Path) -> Iterator[None]:
        with self._mounted(folder, "size=128k"):
            filler = folder / ".filler"
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    pass
            try:
                yield
            finally:
                filler.unlink()

    @contextmanager
    def _without_inodes(self, folder: Path) -> Iterator[None]:
        with self._mounted(folder, f"nr_inodes={1 + len(list(folder.rglob('*')))}"):
            yield

    @contextmanager
    def _read_only(self, folder: Path) -> Iterator[None]:
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", folder], check=True)

    @contextmanager
    def _hung(self, process: subprocess.Popen, seconds: float | None = None) -> Iterator[None]:
        os.kill(process.pid, signal.SIGSTOP)
        timer = threading.Timer(seconds or 3600, lambda: os.kill(process.pid, signal.SIGCONT))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            os.kill(process.pid, signal.SIGCONT)

    @contextmanager
    def _program(self, name: str, script: str) -> Iterator[None]:
        path = self.node.root / name
        before = path.read_text()
        path.write_text(f"#!/bin/sh\n{script}\n")
        try:
            yield
        finally:
            path.write_text(before)

    def _recovery(self, script: str):  # noqa: ANN202
        return self._program("usr/sbin/mariadbd", script)

    def _recovers(self) -> str:
        return f"echo '{self.node.scenario.recovery}' >&2"

    def _signalled_in_recovery(self, number: signal.Signals) -> list[str]:
        with self._recovery("exec sleep 600"):
            process = subprocess.Popen(
                self.node.command(STEP),
                env=self.node.environment(FIRST),
                user=USER,
                group=self.node.user.pw_gid,
                extra_groups=[],
                stderr=subprocess.DEVNULL,
            )
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                found = children.read_text().split()
                if found and "sleep" in Path(f"/proc/{found[0]}/comm").read_text():
                    break
                time.sleep(0.01)
            process.send_signal(number)
            status = process.wait(5)
            time.sleep(0.1)
            files = self.node.files()
            problems = ["the recovery was left"] if injection.adopted() else []
        if status != (0 if number == signal.SIGTERM else -number):
            problems.append(f"it ended with {status}")
        if DECISION in files and STALE not in files[DECISION].text():
            problems.append("there is a decision")
        return problems + self._afterwards(files)
