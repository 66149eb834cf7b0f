"""Runs every test, or those of some stages, and ends with the line `N passed, N failed`. Started by tests/run."""

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
SOURCE = TESTS.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TESTS))

from lab import base  # noqa: E402
from lab.shell import Unwinding  # noqa: E402

BUILDS = SOURCE / "build-tests"
LOGS = BUILDS / "logs"
# The style and the findings of these tools change with each version, so one version of them counts.
CLANG_TOOLS = 14
# A third of the time that the compilers take is for what only a debugger reads; sanitizers want the lines.
PLAIN = ("plain", "-Ddebug=false")
# Its tests take a minute or more each, and come out alike in every build.
WITHOUT_SIMULATOR = ("--no-suite=simulator", "--no-suite=soak")

# Of each target: some seconds. Of the faults: every twentieth. tests/fuzz/run and tests/faults/run do all.
FUZZ_EXECUTIONS = "5000"
FAULT_SHARE = "20"
# Of a nemesis: a round takes about half a minute, and up to four where the cluster does not come back.
NEMESIS_ROUNDS, NEMESIS_MINUTES = "3", "3"

LINES_BEFORE_FAILURE, MOST_LINES, MOST_COLUMNS = 25, 60, 200

_start = time.monotonic()
_printing = threading.Lock()
_running: set["subprocess.Popen[str]"] = set()


def tell(text: str) -> None:
    with _printing:
        print(f"[{time.monotonic() - _start:5.0f} s] {text}", flush=True)


def teller(line: str) -> str:
    """Which of the labs that run side by side a line of the log is from; empty in other logs."""
    lab = re.match(r"(bookworm|trixie) +\d+ ", line)
    return lab.group() if lab else ""


def near_failures(lines: list[str]) -> list[str]:
    near = {
        number + distance
        for number, line in enumerate(lines)
        if re.search(r"\bFAIL|\berror:|Error: |^first seed|\bbreaks\b|^ *0 \w+ |never reached|FOUND", line)
        for distance in range(-LINES_BEFORE_FAILURE, 3)
    }
    return [lines[number] for number in sorted(near) if 0 <= number < len(lines)]


class Stage:
    """One kind of test: its log, and how many tests passed and failed."""

    def __init__(self, name: str, action: Callable[["Stage"], None]) -> None:
        self.name = name
        self.passed = 0
        self.failed = 0
        self._action = action
        self._log = LOGS / f"{name}.log"

    def run(self) -> None:
        began = time.monotonic()
        tell(f"{self.name} ...")
        try:
            self._log.unlink(missing_ok=True)
            self._action(self)
        except Exception as error:  # what cannot run has failed, whatever the cause
            self.failed += 1
            self.note(f"{type(error).__name__}: {error}")
        seconds = time.monotonic() - began
        text = f"{self.name}: {self.passed} passed, {self.failed} failed in {seconds:.0f} s"
        tell(text + (f", see {self._log}" if self.failed else ""))

    def note(self, text: str) -> None:
        with self._log.open("a") as log:
            print(text, file=log)

    def what_failed(self) -> list[str]:
        """The part of the log that tells it, or its end: a log is gone with the machine that a test ran on."""
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        told_by: dict[str, list[str]] = {}
        for line in lines:
            told_by.setdefault(teller(line), []).append(line)
        shown = [line for told in told_by.values() for line in near_failures(told)]
        # The latest: what failed first may have been long before a machine's own words about it.
        return [line[:MOST_COLUMNS] for line in (shown or lines)[-MOST_LINES:]]

    def count(self, passed: bool) -> None:
        self.passed += passed
        self.failed += not passed

    def skip(self, why: str) -> None:
        tell(f"{self.name}: skipped, {why}")

    def execute(self, *command: str | Path, environment: dict[str, str] | None = None, progress: str = "") -> tuple[int, str]:
        """Runs a command, its output going to the log, and lines that match `progress` to the terminal, too."""
        words = [str(word) for word in command]
        self.note("$ " + " ".join(words))
        process = subprocess.Popen(
            words,
            cwd=SOURCE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        _running.add(process)
        output = []
        assert process.stdout is not None
        with self._log.open("a") as log:
            for line in process.stdout:
                output.append(line)
                log.write(line)
                log.flush()
                if progress and re.search(progress, line):
                    tell(line.rstrip())
        code = process.wait()
        _running.discard(process)
        return code, "".join(output)

    def require(self, *command: str | Path, environment: dict[str, str] | None = None) -> str:
        code, output = self.execute(*command, environment=environment)
        if code != 0:
            raise RuntimeError(f"{command[0]} ended with {code}")
        return output

    def count_meson(self, code: int, output: str) -> None:
        """The counts at the end of `meson test`."""
        counts = {word: int(number) for word, number in re.findall(r"^([A-Z][A-Za-z ]+):\s+(\d+)\s*$", output, re.M)}
        if "Ok" not in counts:
            raise RuntimeError("meson test has not told how it went")
        self.passed += counts["Ok"] + counts.get("Expected Fail", 0)
        self.failed += counts.get("Fail", 0) + counts.get("Unexpected Pass", 0) + counts.get("Timeout", 0)
        if code != 0 and self.failed == 0:
            raise RuntimeError(f"meson test ended with {code}")

    def count_last_line(self, code: int, output: str) -> None:
        """`N passed, N failed`, as our own runners end."""
        found = re.findall(r"(\d+) passed, (\d+) failed\s*$", output, re.M)
        if not found:
            raise RuntimeError(f"ended with {code} and no count")
        self.passed += sum(int(passed) for passed, _ in found)
        self.failed += sum(int(failed) for _, failed in found)
        if code != 0 and self.failed == 0:
            raise RuntimeError(f"ended with {code}")


def host_release() -> str:
    found = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.M)
    return found[1] if found else ""


def sources(*folders: str, headers: bool = False) -> list[Path]:
    endings = ("*.cpp", "*.hpp") if headers else ("*.cpp",)
    return sorted(file for folder in folders for ending in endings for file in (SOURCE / folder).rglob(ending))


def is_of_version(tool: str) -> bool:
    if shutil.which(tool) is None:
        return False
    output = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout
    return re.search(rf"version {CLANG_TOOLS}\.", output) is not None


def configure(stage: Stage, name: str, *options: str, environment: dict[str, str] | None = None) -> Path:
    folder = BUILDS / name
    if not (folder / "build.ninja").exists():
        stage.require("meson", "setup", "--wrap-mode=nodownload", *options, folder, environment=environment)
    return folder


def build(stage: Stage, name: str, *options: str, environment: dict[str, str] | None = None) -> Path:
    folder = configure(stage, name, *options, environment=environment)
    stage.require("nice", "ninja", "-C", folder)
    return folder


def test(stage: Stage, folder: Path, *choice: str, courtesy: tuple[str, ...] = ("nice",)) -> None:
    # The limits of the tests are for a processor of their own.
    words = ("meson", "test", "-C", folder, "--no-rebuild", "--print-errorlogs", "--timeout-multiplier=4", *choice)
    stage.count_meson(*stage.execute(*courtesy, *words))


def formatting(stage: Stage) -> None:
    if not is_of_version("clang-format"):
        stage.skip(f"it takes clang-format {CLANG_TOOLS}")
        return
    files = sources("src", "generators", "tests", headers=True)
    stage.count(stage.execute("clang-format", "--dry-run", "-Werror", *files)[0] == 0)


def room_of(file: Path) -> Path:
    """Its folder. Each program is a room of its own."""
    return file if file.parent == SOURCE / "src" else file.parent


def rooms(build_folder: Path) -> list[Path]:
    """Makes one source of all those of a room, for tools that take most of their time for the standard library: they read it
    once then. So a name is unique in its room, in anonymous namespaces, too.

    @returns these sources, and the like for each program, with their compile_commands.json beside them
    """
    commands = {
        (build_folder / entry["file"]).resolve(): entry
        for entry in json.loads((build_folder / "compile_commands.json").read_text())
    }
    made = []
    folder = build_folder / "rooms"
    folder.mkdir(exist_ok=True)
    for room, files in itertools.groupby(sources("src", "generators"), room_of):
        members = list(files)
        made.append(folder / ("_".join(room.relative_to(SOURCE).with_suffix("").parts) + ".cpp"))
        made[-1].write_text("".join(f'#include "{member}" // NOLINT(bugprone-suspicious-include)\n' for member in members))
        entry = commands[members[0]]
        commands[made[-1]] = {**entry, "file": str(made[-1]), "command": entry["command"].replace(entry["file"], str(made[-1]))}
    (folder / "compile_commands.json").write_text(json.dumps([commands[source] for source in made]))
    return made


def clang_tidy(*words: str) -> Callable[[Stage], None]:
    def action(stage: Stage) -> None:
        if not is_of_version("clang-tidy"):
            stage.skip(f"it takes clang-tidy {CLANG_TOOLS}")
            return
        # Tools read installation.hpp and the like, which are made when the build is configured.
        made = rooms(configure(stage, "tidy", "-Db_pch=false", environment={"CXX": "clang++"}))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            commands = [("nice", "clang-tidy", "--quiet", *words, "-p", source.parent, source) for source in made]
            for code, _ in pool.map(lambda command: stage.execute(*command), commands):
                stage.count(code == 0)

    return action


def unit(stage: Stage) -> None:
    test(stage, build(stage, *PLAIN), *WITHOUT_SIMULATOR)


def simulator(stage: Stage) -> None:
    """In the one build that is optimised and not slowed by sanitizers, one test after the other: machines run beside."""
    test(stage, build(stage, *PLAIN), "--suite=simulator", "--num-processes=1")


def sanitized(stage: Stage) -> Path:
    """With the other compiler, so that one build shows what both have to say."""
    options = ("-Db_sanitize=address,undefined", "-Db_lundef=false", "--buildtype=debug", "-Dcpp_args=-gline-tables-only")
    return build(stage, "sanitizers", *options, "-Dsimulator=false", environment={"CXX": "clang++"})


def sanitizers(stage: Stage) -> None:
    test(stage, sanitized(stage), *WITHOUT_SIMULATOR, "--no-suite=snmp")


def network(stage: Stage) -> None:
    """The network code with sanitizers. It measures times, and each answer takes a process that sanitizers make slow."""
    test(stage, sanitized(stage), "--suite=snmp", "--no-suite=soak", courtesy=())


def faults(stage: Stage) -> None:
    """The build of the unit tests, which is there by now."""
    folder = configure(stage, *PLAIN)
    stage.require("nice", "ninja", "-C", folder, "tests/faults/step")
    words = ("--one-of", FAULT_SHARE, folder / "tests" / "faults" / "step")
    stage.count_last_line(*stage.execute("nice", TESTS / "faults" / "run", *words))


def cases(stage: Stage) -> None:
    """The build of the unit tests, as above."""
    folder = configure(stage, *PLAIN)
    steps = ("step", "step-next-key", "step-next-format")
    targets = (*(f"tests/faults/{step}" for step in steps), "generators/galera-initiator-generator", "src/galera_init")
    stage.require("nice", "ninja", "-C", folder, *targets)
    stage.count_last_line(*stage.execute(TESTS / "cases" / "run", "--build", folder, progress="^FAILED"))


def fuzz(stage: Stage) -> None:
    """Each parser for a moment, the same inputs each time. tests/fuzz/run goes on for as long as it is told."""
    words = ("--executions", FUZZ_EXECUTIONS, "--seed", "1", "--build", BUILDS / "fuzz")
    stage.count_last_line(*stage.execute("nice", TESTS / "fuzz" / "run", *words, progress="FINDING"))


def manual(stage: Stage) -> None:
    for page in sorted((SOURCE / "man").glob("*.[1578]")):
        stage.count(stage.execute("mandoc", "-T", "lint", "-W", "warning", page)[0] == 0)


def other_release(stage: Stage) -> None:
    """The tests by the compilers and libraries of the releases that this host is not; they compile the packages anyway."""
    for release in base.RELEASES:
        if release != host_release():
            stage.count_meson(*stage.execute(TESTS / "lab" / "lab", "package", "--release", release, "--test"))


def package(releases: list[str]) -> Callable[[Stage], None]:
    """What lintian has to say; the machines of the scenarios have it installed."""

    def action(stage: Stage) -> None:
        for release in releases:
            stage.count(stage.execute(TESTS / "lab" / "lab", "package", "--release", release, "--lint")[0] == 0)

    return action


def rpm(stage: Stage) -> None:
    """Its own objects, in a build of this host."""
    stage.count_last_line(*stage.execute("nice", TESTS / "rpm" / "run"))


def lab(releases: list[str]) -> Callable[[Stage], None]:
    """On one release: every story tries the lab on the other, too."""

    def action(stage: Stage) -> None:
        environment = {"GALERA_LAB_RELEASES": " ".join(releases)}
        code, output = stage.execute("python3", TESTS / "lab" / "test_lab.py", environment=environment)
        found = re.search(r"^Ran (\d+) tests? in", output, re.M)
        if not found:
            raise RuntimeError(f"ended with {code} and no count")
        failed = sum(int(number) for number in re.findall(r"(?:failures|errors)=(\d+)", output))
        stage.failed += failed or (code != 0)
        stage.passed += int(found[1]) - failed

    return action


def scenarios(releases: list[str]) -> Callable[[Stage], None]:
    def action(stage: Stage) -> None:
        # All of them on both releases take longer than anybody waits for a test command: tests/scenarios/run tells them.
        words = ["--release", releases[0]] if len(releases) == 1 else ["--brief"]
        stage.count_last_line(
            *stage.execute(TESTS / "scenarios" / "run", *words, progress=r" (STORY|PASSED|FAILED)|passed, \d+ failed")
        )

    return action


def nemesis(releases: list[str]) -> Callable[[Stage], None]:
    """A few rounds on one release. tests/nemesis/run goes on for as long as it is told."""

    def action(stage: Stage) -> None:
        words = ("--release", releases[0], "--rounds", NEMESIS_ROUNDS, "--minutes", NEMESIS_MINUTES)
        stage.count_last_line(
            *stage.execute(TESTS / "nemesis" / "run", *words, progress=r"^seed | round \d+|passed, \d+ failed")
        )

    return action


def run_lane(stages: list[Stage]) -> None:
    for stage in stages:
        stage.run()


def main() -> int:
    names = [
        "unit", "format", "manual", "cases", "faults", "simulator", "sanitizers", "network", "fuzz", "tidy", "package", "rpm",
        "lab", "scenarios", "nemesis",
    ]  # fmt: skip
    # What takes minutes more and seldom finds what the others do not: only if it is named.
    soaks = ["other-release", "analyzer"]
    parser = argparse.ArgumentParser(prog="tests/run", description=__doc__)
    parser.add_argument("--only", action="append", choices=names + soaks, help="only this stage; may be given more than once")
    parser.add_argument("--release", choices=base.RELEASES, help="machines of this release only")
    arguments = parser.parse_args()
    chosen = arguments.only or names
    releases = [arguments.release] if arguments.release else list(base.RELEASES)
    LOGS.mkdir(parents=True, exist_ok=True)

    actions: dict[str, Callable[[Stage], None]] = {
        "unit": unit, "format": formatting, "manual": manual, "cases": cases, "faults": faults, "simulator": simulator,
        "sanitizers": sanitizers, "network": network, "fuzz": fuzz,
        "tidy": clang_tidy("--checks=-clang-analyzer-*"), "analyzer": clang_tidy("--checks=-*,clang-analyzer-*"),
        "other-release": other_release, "package": package(releases), "rpm": rpm, "lab": lab(releases[-1:]),
        "scenarios": scenarios(releases), "nemesis": nemesis(releases),
    }  # fmt: skip
    stages = {name: Stage(name, actions[name]) for name in names + soaks if name in chosen}

    def run_side_by_side(*lanes: tuple[str, ...]) -> None:
        threads = [
            threading.Thread(target=run_lane, args=([stages[name] for name in lane if name in stages],), daemon=True)
            for lane in lanes
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    tell(f"logs: {LOGS}")
    with Unwinding():
        try:
            # Alone, because it measures times of the network code and because the rest is in vain if it fails to compile.
            run_side_by_side(("format", "manual", "unit"))
            # Machines wait now and then, and compilers use the time. First what the machines wait for.
            run_side_by_side(("scenarios",), ("lab", "nemesis"), ("package", "rpm", "cases", "faults", "simulator", "sanitizers"))
            # It measures times, too, but has the processors before those beside it.
            run_side_by_side(("network",), ("fuzz", "tidy", "other-release", "analyzer"))
        finally:
            for process in list(_running):
                process.terminate()
            for process in list(_running):
                process.wait()
    for stage in stages.values():
        if stage.failed:
            print(f"{stage.name}, what failed:", *stage.what_failed(), sep="\n    ", flush=True)
    passed = sum(stage.passed for stage in stages.values())
    failed = sum(stage.failed for stage in stages.values())
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
