"""Compiles sources with their mutants, links the tests with them, and runs the tests, a mutant at a time."""

import contextlib
import fcntl
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import planting
from planting import Mutant

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
CASES = SOURCE / "tests/cases"
ARCHIVE = "src/libgalera-initiator.a"
UNIT_TESTS, SIMULATE, EVIDENCE_SETS = "tests/unit/unit-tests", "tests/sim/simulate", "tests/sim/evidence-sets"
STEP, GENERATOR = "tests/faults/step", "generators/galera-initiator-generator"
PROGRAMS_OF_STAGE = {"room": (UNIT_TESTS,), "unit": (UNIT_TESTS,), "sets": (EVIDENCE_SETS,), "simulate": (SIMULATE,), "cases": (STEP,)}
NUMBERS_OF_A_FILE = 1000
# In time of the processor: times what a suite takes, and seconds. A hang that takes none is given more, as others may be at work.
PATIENCE, SHORTEST_LIMIT, LONGEST_LIMIT = 10, 5, 120
WALL_CLOCK = 6
# Of the cases that come to a mutant: so many, the quickest first. Each takes more than a second.
MOST_CASES = 12
# The product removes and writes files, and a faulty one may do so elsewhere: nothing but its own /tmp can be changed. The shell
# stays, as the first process is given the children of others, and some tests look for children.
CONFINED = 'mount -t tmpfs -o size=1g tmpfs /tmp && mount -o remount,bind,ro / && { "$@"; exit $?; }'
MEMORY = 4 << 30


def run_for_errors(words: list[str], folder: Path) -> str | None:
    """@returns what it said where it failed, else nothing"""
    run = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return None if run.returncode == 0 else run.stdout + run.stderr


def execute(*words: str | Path, cwd: Path = SOURCE) -> str:
    command = [str(word) for word in words]
    run = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{run.stdout}{run.stderr}\n{words[0]} ended with {run.returncode}")
    return run.stdout


class Build:
    """Programs of a build of the product, linked once more with mutants in it."""

    def __init__(self, plain: Path, sources: list[Path], stages: Collection[str]) -> None:
        self.plain = plain.resolve()
        self.programs = sorted({name for stage in ("room", *stages) for name in PROGRAMS_OF_STAGE[stage]})
        self.folder = plain.resolve().parent / "mutants"
        self.sources = sources
        self.mutants: list[Mutant] = []
        self.not_compiled = 0

    def make(self, jobs: int) -> None:
        if not (self.plain / "build.ninja").exists():
            execute("meson", "setup", "--wrap-mode=nodownload", "-Ddebug=false", self.plain)
        execute("ninja", "-C", self.plain, f"-j{jobs}", *self.programs, *([GENERATOR] if STEP in self.programs else []))
        (self.folder / "objects").mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"another run is at work in {self.folder}") from None
        entries = json.loads((self.plain / "compile_commands.json").read_text())
        self._commands = {(self.plain / entry["file"]).resolve(): entry for entry in entries}
        with ThreadPoolExecutor(jobs) as pool:
            made = list(pool.map(self._compile, range(len(self.sources))))
        for mutants, _ in made:
            self.mutants += mutants
        runtime = self._object("mutant.cpp")
        execute("c++", "-std=c++20", "-O2", "-c", HERE / "mutant.cpp", "-o", runtime)
        self._link(dict(outputs for _, outputs in made), runtime)

    def program(self, name: str) -> Path:
        return self.folder / Path(name).name

    def _object(self, name: str) -> Path:
        return self.folder / "objects" / (name.replace("/", "_") + ".o")

    def _compile(self, index: int) -> tuple[list[Mutant], tuple[str, Path]]:
        """@returns the mutants of a source, and its object in the plain build with the one to take in its place"""
        source = self.sources[index].resolve()
        name = str(source.relative_to(SOURCE))
        entry = self._commands[source]
        words = self._words(entry)
        language = [word for word in words if word.startswith(("-I", "-D", "-std="))]
        # Offsets count bytes.
        text = source.read_text(encoding="latin-1")
        trees = planting.syntax_trees(["clang++", *language], entry["file"], str(self.plain))
        planted = planting.plant(text, name, trees, 1 + index * NUMBERS_OF_A_FILE)
        if len(planted.mutants) >= NUMBERS_OF_A_FILE:
            raise SystemExit(f"{name} has more mutants than there are numbers for")
        found = len(planted.mutants)
        copy, made = self.folder / name, self._object(name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # Optimised a little, for they are compiled once and the simulator goes through them often.
        command = [*words, "-O1", "-w", "-Wno-error", "-fdiagnostics-color=never", "-include", str(HERE / "mutant.hpp"), "-c", str(copy)]
        while True:
            output, spans = planting.render(text, planted)
            copy.write_text(output, encoding="latin-1")
            errors = run_for_errors([*command, "-o", str(made)], self.plain)
            if errors is None:
                break
            offenders = planting.offenders(errors, str(copy), output, spans)
            if not offenders:
                raise SystemExit(f"{errors}\n{name} does not compile with its mutants")
            planted = planted.without(offenders)
        self.not_compiled += found - len(planted.mutants)
        return planted.mutants, (entry["output"], made)

    @staticmethod
    def _words(entry: dict[str, str]) -> list[str]:
        """The command without what it makes of what."""
        words, kept = shlex.split(entry["command"]), []
        while words:
            word = words.pop(0)
            if word in ("-o", "-c", "-MF", "-MQ"):
                words.pop(0)
            elif word != "-MD":
                kept.append(word)
        return kept

    def _link(self, objects: dict[str, Path], runtime: Path) -> None:
        archive = self.folder / Path(ARCHIVE).name
        archive.unlink(missing_ok=True)
        members = execute("ar", "t", self.plain / ARCHIVE, cwd=self.plain).split()
        by_path = {(self.plain / plain).resolve(): made for plain, made in objects.items()}
        of_archive = [self._member(member) for member in members]
        execute("ar", "csrDT", archive, *(by_path.get(path, path) for path in of_archive), runtime)
        for name in self.programs:
            command = execute("ninja", "-C", self.plain, "-t", "commands", name).splitlines()[-1]
            words = [str(archive) if word == ARCHIVE else word for word in shlex.split(command)]
            words[words.index("-o") + 1] = str(self.program(name))
            if str(archive) not in words:
                raise SystemExit(f"{name} is not linked with {ARCHIVE}")
            execute(*words, cwd=self.plain)

    def _member(self, member: str) -> Path:
        """Of a thin archive: its members are told by their paths, from where it was made or from where it stands."""
        for folder in (self.plain, (self.plain / ARCHIVE).parent):
            if (folder / member).exists():
                return (folder / member).resolve()
        raise SystemExit(f"{ARCHIVE} holds {member}, which is nowhere")


@dataclass
class Suite:
    """Tests that are run at once, what they come to, and how long they take."""

    name: str
    words: list[str]
    seconds: float = 0
    reached: bytes = b""

    def comes_to(self, mutant: Mutant) -> bool:
        """Not at all in a program that holds nothing of the sources."""
        return bool(self.reached) and self.reached[mutant.number] != 0


@dataclass
class Outcome:
    mutant: Mutant
    found_by: str = ""  # the stage, or nothing
    hung: bool = False
    is_reached: bool = False


class Runner:
    def __init__(self, build: Build, jobs: int, histories: int, stages: Collection[str]) -> None:
        self.build = build
        self.jobs = jobs
        self.stages = stages
        rooms = {source.parent.name for source in build.sources}
        unit_tests = str(build.program(UNIT_TESTS))
        self.units = {
            file: Suite(str(file.relative_to(SOURCE)), [unit_tests, f"--source-file=*/{file.relative_to(SOURCE)}"])
            for file in sorted((SOURCE / "tests/unit").rglob("*_test.cpp"))
            if "unit" in stages or file.parent.name in rooms
        }
        simulate = [str(build.program(SIMULATE)), "--jobs", "1", "--histories", str(histories)]
        every = {
            "sets": [Suite("evidence-sets", [str(build.program(EVIDENCE_SETS)), "--short"])],
            "simulate": [Suite("simulate", simulate)],
            "cases": [Suite(str(case.relative_to(CASES)), self._case_words(case)) for case in sorted(CASES.glob("*/*.case"))],
        }
        self.others = {stage: suites for stage, suites in every.items() if stage in stages}

    def learn(self) -> None:
        """Runs the product as it is: all must pass. What each suite does not come to it need not be run for."""
        with ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(self._learn, [*self.units.values(), *(suite for suites in self.others.values() for suite in suites)]))

    def _learn(self, suite: Suite) -> None:
        reached = self.build.folder / ("reached-" + suite.name.replace("/", "_"))
        reached.unlink(missing_ok=True)
        reached.touch()
        began = time.monotonic()
        status = self._run(suite.words, 0, LONGEST_LIMIT * 5, reached)
        suite.seconds = time.monotonic() - began
        if status != 0 and STEP in suite.words:  # a case waits for agents, which others at work may keep from answering
            status = self._run(suite.words, 0, LONGEST_LIMIT * 5, reached)
        if status != 0:
            how = "hangs" if status is None else f"ends with {status}"
            raise SystemExit(f"without any fault {shlex.join(suite.words)} {how}")
        suite.reached = reached.read_bytes()
        reached.unlink()

    def try_all(self, mutants: Iterable[Mutant], tell: Callable[[Outcome, int], None]) -> list[Outcome]:
        with ThreadPoolExecutor(self.jobs) as pool:
            outcomes = []
            for outcome in pool.map(self.try_one, mutants):
                outcomes.append(outcome)
                tell(outcome, len(outcomes))
            return outcomes

    def try_one(self, mutant: Mutant) -> Outcome:
        room = Path(mutant.file).parent.name
        reaching = [(file, suite) for file, suite in self.units.items() if suite.comes_to(mutant)]
        reaching.sort(key=lambda one: (one[0].name != Path(mutant.file).stem + "_test.cpp", one[1].seconds))
        own = [suite for file, suite in reaching if file.parent.name == room]
        others = [suite for file, suite in reaching if file.parent.name != room]
        outcome = Outcome(mutant)
        stages = [("room", own), ("unit", others if "unit" in self.stages else [])]
        for stage, suites in self.others.items():
            coming = sorted((suite for suite in suites if suite.comes_to(mutant)), key=lambda suite: suite.seconds)
            stages.append((stage, coming[:MOST_CASES]))
        for stage, suites in stages:
            for suite in suites:
                outcome.is_reached = True
                limit = min(LONGEST_LIMIT, max(SHORTEST_LIMIT, PATIENCE * suite.seconds))
                status = self._run(suite.words, mutant.number, limit)
                # Tests of other rooms run servers and wait for them: such a find has to be made twice.
                if status != 0 and (status is None or stage in ("unit", "cases")):
                    status = self._run(suite.words, mutant.number, limit)
                if status != 0:
                    outcome.found_by, outcome.hung = stage, status is None
                    return outcome
        return outcome

    def _case_words(self, case: Path) -> list[str]:
        name = str(case.relative_to(CASES).with_suffix(""))
        return [sys.executable, str(CASES / "run"), "--build", str(self.build.plain), "--step", STEP, name]

    def _step(self, number: int, reached: Path | None) -> Path:
        """A step of a case has an environment of its own, and is the server's user for the most part."""
        setting = f"GALERA_MUTANT={number}"
        if reached:
            reached.chmod(0o666)
            setting += f" GALERA_MUTANT_REACHED={reached}"
        script = self.build.folder / "steps" / (reached.name if reached else str(number))
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\n{setting} exec {self.build.program(STEP)} "$@"\n')
        script.chmod(0o755)
        return script

    def _run(self, words: list[str], number: int, limit: float, reached: Path | None = None) -> int | None:
        """@returns the exit status, or nothing where the limit passed"""
        environment = {**os.environ, "GALERA_MUTANT": str(number)}
        confined = CONFINED
        if reached:
            environment["GALERA_MUTANT_REACHED"] = str(reached)
            confined = f"mount --bind {reached} {reached} && {CONFINED}"
        if words[0].endswith("unit-tests") and number:
            words = [*words, "--abort-after=1"]
        words = [word if word != STEP else str(self._step(number, reached)) for word in words]
        limits = ["prlimit", f"--as={MEMORY}", f"--cpu={round(limit)}:{round(limit) + 5}", "--core=0"]
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", confined, "sh"]
        process = subprocess.Popen(
            [*limits, "setpriv", "--pdeathsig", "KILL", *apart, *words],
            cwd=self.build.plain,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = process.wait(limit * WALL_CLOCK)
            return None if status == 128 + signal.SIGXCPU else status
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None
