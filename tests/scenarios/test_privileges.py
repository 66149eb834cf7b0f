"""With which privileges each process runs while it talks to the network, and whom the files belong to.

Debian's own unit hands its user a capability, CAP_IPC_LOCK.
"""

import time

from holds import BEFORE_SERVER, hold_before_server
from lab import Lab, Machine
from story import PATIENCE, Story, tell

RUN = "/run/galera-initiator"
STATE = "/var/lib/galera-initiator"
FIELDS = ("Uid", "Gid", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Seccomp_filters")
NO_CAPABILITY = "0" * 16

# Of each process of ours: its parent's name, its arguments, and what proc(5) tells. One that has ended tells nothing.
SAMPLE = r"""
for process in $(pgrep -x galera_init); do
    parent=$(ps -o ppid= -p "$process" | tr -d ' ')
    name=$(cat "/proc/$parent/comm" 2>/dev/null) || continue
    command=$(tr '\0' ' ' < "/proc/$process/cmdline" 2>/dev/null) || continue
    [ -n "$command" ] || continue  # it has ended, and its parent has not looked yet
    status=$(grep -E '^(%s):' "/proc/$process/status" 2>/dev/null | tr '\t' ' ' | tr '\n' ';') || continue
    echo "$name|$command|$status"
done
""" % "|".join(FIELDS)


class Privileges(Story):
    kind = "starts can be held before the server"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            hold_before_server(machine)

    def sample(self, machine: Machine, seconds: float) -> dict[str, dict[str, str]]:
        """What was seen of each kind of process: its step, or "helper of" its parent's. The latest of each counts."""
        seen: dict[str, dict[str, str]] = {}
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in machine.run(["sh", "-c", SAMPLE]).stdout.splitlines():
                parent, command, status = line.split("|")
                step = command.split()[1]
                fields = dict(part.split(": ", 1) for part in status.strip(";").split(";") if ": " in part)
                if len(fields) == len(FIELDS):
                    seen[f"helper of {step}" if parent == "galera_init" else step] = fields
        return seen

    def tell_table(self, seen: dict[str, dict[str, str]]) -> None:
        for kind, fields in sorted(seen.items()):
            tell(f"{kind:18} " + ", ".join(f"{name} {fields[name]}" for name in FIELDS))

    def assert_unprivileged(self, machine: Machine, fields: dict[str, str]) -> None:
        user = machine.run(["id", "--user", "mysql"], check=True).stdout.strip()
        group = machine.run(["id", "--group", "mysql"], check=True).stdout.strip()
        self.assertEqual((fields["Uid"].split(), fields["Gid"].split()), ([user] * 4, [group] * 4))
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(fields[name], NO_CAPABILITY, name)

    def assert_sandboxed(self, machine: Machine, fields: dict[str, str]) -> None:
        self.assert_unprivileged(machine, fields)
        self.assertEqual((fields["NoNewPrivs"], fields["Seccomp"]), ("1", "2"))

    def owners(self, machine: Machine) -> dict[str, str]:
        listing = machine.run(
            ["find", RUN, STATE, "/etc/snmp/snmpd.conf.d/galera-initiator.conf", "-printf", "%p %u:%g %m %y\n"], check=True
        ).stdout
        return dict(line.split(" ", 1) for line in listing.splitlines())

    def test_what_talks_to_the_network_has_no_privileges(self) -> None:
        self.cluster.stop(self.n1, self.n2)
        self.n3.power_cut()
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n3,))
        seen = self.sample(self.n1, 6)
        self.tell_table(seen)
        self.assertEqual(set(seen), {"decide", "helper of decide"})
        self.assert_unprivileged(self.n1, seen["decide"])
        self.assert_sandboxed(self.n1, seen["helper of decide"])
        # Of the two it has loaded the one without files as well: only the silent node's helper lives long enough.
        self.assertEqual(
            int(seen["helper of decide"]["Seccomp_filters"]), int(seen["decide"]["Seccomp_filters"]) + 2
        )

        record = "galera-initiator-record"
        with_lock = f"flock {RUN}/published/lock sleep 8 & sleep 0.5; systemctl --no-block restart {record}; sleep 1"
        self.n2.run(["sh", "-c", f"({with_lock}) >/dev/null 2>&1"], check=True)
        seen = self.sample(self.n2, 3)
        self.tell_table(seen)
        self.assert_sandboxed(self.n2, seen["publish"])
        self.assertEqual(seen["publish"]["CapBnd"], NO_CAPABILITY)
        self.lab.wait_until(
            lambda: self.n2.run(f"systemctl is-active {record}").stdout.strip() != "activating", 20, "the record is published"
        )
        self.assertEqual(self.n2.run(f"systemctl is-failed {record}").returncode, 1)

        self.n2.run(["touch", BEFORE_SERVER], check=True)
        self.cluster.begin(self.n2)
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.lab.wait_until(
            lambda: self.n2.run("systemctl is-active galera-initiator-watch@mariadb").stdout.strip() == "active",
            PATIENCE,
            "n2's join is watched",
        )
        seen = self.sample(self.n2, 2)
        self.tell_table(seen)
        self.assert_sandboxed(self.n2, seen["watch"])
        self.assertEqual(seen["watch"]["CapBnd"], NO_CAPABILITY)
        self.n2.run(["rm", BEFORE_SERVER], check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()

    def test_a_position_is_recovered_without_capabilities(self) -> None:
        self.cluster.write(3, *self.lab.machines)
        # Its unit finds the position then, in its own ExecStopPost=.
        self.lab.each(lambda machine: machine.run(["kill", "-9", machine.server()], check=True))
        tell("all three servers are killed")
        for machine in self.lab.machines:
            self.lab.wait_until(
                lambda: any("The position recovery took" in one.message for one in self.cluster.announcements(machine, since=self.began)),
                PATIENCE,
                f"{machine.name} has recovered its position",
            )
        self.cluster.start()
        self.assert_whole()

    def test_files_belong_to_whom_they_should(self) -> None:
        found = self.owners(self.n1)
        for path, owner in sorted(found.items()):
            tell(f"{owner:24} {path}")
        self.assertEqual(found[RUN], "root:root 755 d")
        # What one start was handed must not reach another one; how it is made is held by unit tests.
        self.assertNotIn(f"{RUN}/mariadb.service.env", found)
        self.assertEqual(found[f"{RUN}/published"], "mysql:mysql 755 d")
        self.assertEqual(found[STATE], "mysql:mysql 755 d")
        self.assertEqual(found["/etc/snmp/snmpd.conf.d/galera-initiator.conf"], "root:root 644 f")
        for path, owner in found.items():
            names, mode, kind = owner.split()
            if path.startswith((f"{RUN}/published/", f"{STATE}/")):
                self.assertEqual(names, "mysql:mysql", path)
            if kind != "s":  # A server makes its socket for everybody, also while it recovers its position.
                self.assertEqual(int(mode, 8) & 0o002, 0, f"others may write {path}")

    def test_nothing_that_the_servers_user_makes_has_root_follow_it(self) -> None:
        self.cluster.stop(self.n1)
        passwd = self.n1.read_file("/etc/passwd")
        self.n1.run(
            ["runuser", "-u", "mysql", "--", "sh", "-ec",
             f"cd {RUN}/published; rm -f decision phases word; ln -s /etc/passwd decision; mkfifo phases; mkdir word;"
             f"mkdir -p {STATE}/archive/20260101T000000Z; ln -s /etc {STATE}/archive/20260101T000001Z;"
             f"printf '\\033]0;root\\007' > {STATE}/archive/20260101T000000Z/grastate.dat"],
            check=True,
        )  # fmt: skip
        shown = self.n1.run("galera_check archive", check=True).stdout
        self.assertNotIn("root:x:0:0", shown)
        self.assertNotIn("\033", shown)
        self.assertNotEqual(self.n1.run("galera_init withdraw").returncode, 0)
        self.n1.run(["rmdir", f"{RUN}/published/word"], check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertEqual(self.n1.read_file("/etc/passwd"), passwd)
        self.assertEqual(self.owners(self.n1)[RUN], "root:root 755 d")
        self.n1.run(["rm", "-r", f"{STATE}/archive/20260101T000000Z", f"{STATE}/archive/20260101T000001Z"], check=True)
        self.assert_whole()
