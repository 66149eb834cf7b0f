"""What must hold after a step in which something failed, and after the start that follows."""

import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import injection
from injection import Fault, Run
from node import STALE, USER, File, Node, grastate

FIRST = "1" * 32
NEXT = "2" * 32
RECORD = re.compile(r"galera-initiator 1 [^\n]* status=(\w+) [^\n]* end\nwritten-by [^\n]+\nserver [^\n]+\n")
UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
UUID = re.compile(UUID_FORM + "|[0-9a-f]{32}")
GRASTATE = "var/lib/mysql/grastate.dat"
GVWSTATE = "var/lib/mysql/gvwstate.dat"
MEMORY = "var/lib/galera-initiator/memory"
ARCHIVE = "var/lib/galera-initiator/archive/"
PUBLISHED = "run/galera-initiator/published/"
DECISION = PUBLISHED + "decision"
RECORD_FILE = PUBLISHED + "record"
ENVIRONMENT = "run/galera-initiator/mariadb.service.env"
# Of no use to a person: a message has to say what failed, and on what.
BARE = re.compile(r"std::|basic_string|terminate called|cannot advance|vector::|^\s*$")
UNFINISHED = re.compile(r"/\.[^/]*\.new-\w{6}$|/\.unfinished(/|$)")

# Faults after which a step succeeds with another result, and why that is right.
SURVIVED_OTHERWISE = {
    ("after-stop", "clone"): "the record then tells that the position was not found; the next start looks again",
}

STEPS = ("prepare", "decide", "hand-over", "after-start", "before-stop", "after-stop")

Files = dict[str, File]


def whole_grastate(text: str) -> bool:
    form = grastate(UUID_FORM, -1, 0).replace(".", r"\.").replace("-1", "(-1|[0-9]+)").replace("bootstrap: 0", "bootstrap: [01]")
    return re.fullmatch(form + " *", text) is not None  # what was longer is written over with blanks


class Starts:
    """One start of a node, step by step, and for each step the states before and after it when nothing fails."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.awaits_word = bool(node.scenario.word)
        self.log = node.folder / "trace"
        self.before: Files = {}
        self.after: Files = {}
        self.messages: list[str] = []
        self.saved = node.save()
        self.data_folder_is_another = False  # a small file system is in its place, which the memory tells by its inode
        self._seen: list[dict[str, tuple[str, int, int]]] = []  # states from which the next start is right

    def steps(self) -> Iterator[str]:
        if self.awaits_word:
            # The operator gives it for what the last stop has published.
            yield from ("after-stop", self.node.scenario.word)
            self.awaits_word = False
        yield from STEPS

    # Running

    def _run(self, step: str, invocation: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.node.command(step),
            env=self.node.environment(invocation),
            user=None if self.node.is_for_root(step) else USER,
            group=None if self.node.is_for_root(step) else self.node.user.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=injection.PATIENCE,
        )

    def _traced(self, step: str, options: list[str]) -> Run:
        user = None if self.node.is_for_root(step) else USER
        return injection.run(self.node.command(step), self.node.environment(FIRST), user, self.log, options)

    def learn(self, step: str) -> dict[str, tuple[int, int]]:
        """Runs the step without a fault; returns its calls."""
        self.before = self.node.files()
        run = self._traced(step, ["--seccomp-bpf", "-y", "-e", "trace=" + ",".join(injection.ERRORS)])
        if run.status != 0:
            raise RuntimeError(f"{self.node.scenario.name}: {step} fails without a fault: {run.told}")
        if lost := injection.not_durable(run.trace, self.node.root):
            raise RuntimeError(f"{self.node.scenario.name}: {step} has left what a power cut takes back: {'; '.join(lost)}")
        self.after = self.node.files()
        self.messages = run.messages()
        self.node.put_back(self.saved)
        return injection.learn(run.trace)

    def go_on(self, step: str) -> None:
        """Runs the step without a fault and stays there; where it starts the server, that runs then."""
        self._seen.clear()
        result = self._run(step, FIRST)
        if result.returncode != 0:
            raise RuntimeError(f"{self.node.scenario.name}: {step} fails without a fault: {result.stderr}")
        self.saved = self.node.save()

    def inject(self, step: str, fault: Fault) -> list[str] | None:
        """Returns what is wrong after it; nothing if the call was not made this time."""
        run = self._traced(step, ["--seccomp-bpf", "-e", f"trace=execve,{fault.call}", "-e", fault.option()])
        files = self.node.files()
        problems = None
        if run.injected:
            problems = self.problems_at_once(step, fault, run, files)
            # Where nothing has changed the next start is one without a fault.
            if self._print(files) not in (self._print(self.before), *self._seen):
                problems += self.problems_of_next_start()
                if not problems:
                    self._seen.append(self._print(files))
        self.node.put_back(self.saved)
        return problems

    # Looking, at once

    def problems_at_once(self, step: str, fault: Fault, run: Run, files: Files) -> list[str]:
        problems = []
        if run.left_processes:
            problems.append("a process was left")
        # A kill of the program ends its children a moment later: SIGKILL on the death of the parent.
        if run.trace and not fault.is_signal and not injection.ends_last(run.trace):
            problems.append("a child outlived it")
        problems += self._problems_of_ending(step, fault, run, files)
        problems += self._problems_of_files(step, fault, run, files)
        return problems

    def _problems_of_ending(self, step: str, fault: Fault, run: Run, files: Files) -> list[str]:
        is_same = self.is_as_wanted(files)
        if run.status == 0:
            stopped = fault.what == "SIGTERM" and step == "decide"
            is_right = is_same or stopped or (step, fault.call) in SURVIVED_OTHERWISE
            return [] if is_right else ["it ended with success and another result: " + self._difference(files)]
        if run.status < 0:
            expected = fault.is_signal and run.status in (-9, -15)
            return [] if expected else [f"it died of signal {-run.status}: {run.told.strip()[-200:]}"]
        return self.problems_of_message(run)

    def problems_of_message(self, run: Run) -> list[str]:
        """Of a step that has failed: whether it has told why."""
        if run.message_failed:
            return []
        new = [message for message in run.messages() if message not in self.messages]
        if not new or any(BARE.search(message) for message in new):
            return [f"it ended with {run.status} and told: {run.told.strip()[-300:]!r}"]
        return [] if run.status in (1, 78) else [f"it ended with {run.status}: {run.told.strip()[-200:]}"]

    def is_as_before(self, files: Files) -> bool:
        return self._print(files) == self._print(self.before)

    def is_as_wanted(self, files: Files) -> bool:
        return self._print(files) == self._print(self.after)

    def _difference(self, files: Files) -> str:
        is_, wanted = self._print(files), self._print(self.after)
        return ", ".join(name for name in sorted({*is_, *wanted}) if is_.get(name) != wanted.get(name))

    def _print(self, files: Files) -> dict[str, tuple[str, int, int]]:
        """Files without what differs from run to run: made-up UUIDs, times and what was measured."""
        made_up = {}
        for name, file in files.items():
            if name.endswith(("/phases", "/lock", "/.filler")) or name.startswith(("usr/", "etc/")):
                continue
            text = UUID.sub(lambda found: found[0] if found[0][-12:-1] in ("02420a00000", "00000000000") else "*", file.text())
            # A recovery that could not be remembered is done again.
            text = re.sub(r"(recovered_position|recovered_from|joined_from): .*\n", "", text)
            text = re.sub(r"(state_file: [\d.]+) [\d.]+\n", r"\1 *\n", text)
            if GRASTATE not in self.before:
                text = re.sub(r"state_file: .*\n", "state_file: *\n", text)
            if self.data_folder_is_another:
                text = re.sub(r"state_file: .*\n", "state_file: *\n", text)
                text = re.sub(r"data_folder: [\d.]+\n", "data_folder: *\n", text)
            made_up[re.sub(r"archive/[^/]+", "archive/*", name)] = (text, file.mode, file.owner)
        return made_up

    def _problems_of_files(self, step: str, fault: Fault, run: Run, files: Files) -> list[str]:
        problems = []
        if (grastate := files.get(GRASTATE)) != self.before.get(GRASTATE):
            problems += self._problems_of_change(GRASTATE, grastate, files)
            is_made = GRASTATE not in self.before and grastate is not None and not grastate.text()
            if grastate is not None and not is_made and not whole_grastate(grastate.text()):
                problems.append(f"grastate.dat is torn: {grastate.text()!r}")
        if (view := files.get(GVWSTATE)) != self.before.get(GVWSTATE):
            problems += self._problems_of_change(GVWSTATE, view, files)
            if view is not None:
                problems.append("gvwstate.dat was changed")
        if memory := files.get(MEMORY):
            if not memory.text().startswith("# What this node") or not memory.text().endswith("\nend: 1\n"):
                problems.append(f"the memory is torn: {memory.text()!r}")
        elif MEMORY in self.before:
            problems.append("the memory is gone")
        if (record := files.get(RECORD_FILE)) and not RECORD.fullmatch(record.text()):
            problems.append(f"the record is torn: {record.text()!r}")
        problems += self._problems_of_handing_over(step, run, files)
        if not fault.is_signal and fault.call not in ("unlink", "unlinkat", "rmdir"):
            problems += [f"{name} was left" for name in files if UNFINISHED.search(name)]
        return problems

    def _problems_of_change(self, name: str, now: File | None, files: Files) -> list[str]:
        was = self.before.get(name)
        base = Path(name).name
        if was is None:
            return []
        problems = []
        if not any(one.startswith(ARCHIVE) and "/.unfinished/" not in one and one.endswith("/" + base) and file.content == was.content
                   for one, file in files.items()):  # fmt: skip
            problems.append(f"{base} was changed and not archived")
        if now is not None and (now.mode, now.owner) != (was.mode, was.owner):
            problems.append(f"{base} has another mode or owner")
        return problems

    def _problems_of_handing_over(self, step: str, run: Run, files: Files) -> list[str]:
        problems = []
        verdict = self.node.scenario.verdict
        decision = files.get(DECISION)
        if decision and decision.text() == f"bootstrap {STALE}\n":
            decision = None  # it is bound to an earlier start, and goes when this one decides
        if step == "prepare":
            if run.status == 0 and ENVIRONMENT in files:
                problems.append("something of an earlier start was left")
        elif decision and not re.fullmatch(rf"{verdict} {FIRST}( {UUID_FORM}:\d+)?( status-file)?\n", decision.text()):
            problems.append(f"the decision is {decision.text()!r}")
        elif decision and step == "decide" and self._print({GRASTATE: files[GRASTATE]} if GRASTATE in files else {}) != self._print(
            {GRASTATE: self.after[GRASTATE]} if GRASTATE in self.after else {}
        ):
            problems.append("there is a decision before the files are ready")
        environment = files.get(ENVIRONMENT)
        if step == "hand-over" and environment and environment.content != self.after[ENVIRONMENT].content:
            problems.append(f"the environment file is {environment.text()!r}")
        if step == "decide" and run.status != 0 and not decision:
            self._run("hand-over", FIRST)
            if ENVIRONMENT in self.node.files():
                problems.append("something was handed over without a decision")
        return problems

    # Looking, at the next start

    def problems_of_next_start(self) -> list[str]:
        """systemd runs after-stop after every failed start; then somebody starts again."""
        word = (self.node.scenario.word,) if self.awaits_word else ()
        for one in ("after-stop", *word, "prepare", "decide", "hand-over"):
            result = self._run(one, NEXT if one != "after-stop" else FIRST)
            if result.returncode != 0:
                return [f"the next start fails in {one}: {result.stderr.strip()[-300:]}"]
        now = self.node.files()
        problems = [f"{name} is still left after the next start" for name in now if UNFINISHED.search(name)]
        bootstraps = "--wsrep-new-cluster" in now[ENVIRONMENT].text()
        if bootstraps != (self.node.scenario.verdict == "bootstrap"):
            problems.append(f"the next start hands over {now[ENVIRONMENT].text().splitlines()[-1]!r}")
        if bootstraps and GRASTATE in now and "safe_to_bootstrap: 1" not in now[GRASTATE].text():
            problems.append("the next start does not make the node safe to bootstrap")
        return problems
