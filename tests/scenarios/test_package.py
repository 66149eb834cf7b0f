"""The Debian package comes, is upgraded and goes, and no server notices."""

import subprocess
import tempfile
from pathlib import Path

from lab import Machine
from story import PATIENCE, Story, stage, tell

DROP_IN = "/run/systemd/generator/mariadb.service.d/galera_initiator.conf"


def next_version(package: Path, folder: Path) -> Path:
    """The same content with a higher version."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: ", "\nVersion: 1:"))
    newer = folder / package.name
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "--build", tree, newer], check=True, stdout=subprocess.DEVNULL)
    return newer


def properties(machine: Machine, *names: str) -> dict[str, str]:
    """Of the server's unit."""
    words = machine.run(["systemctl", "show", f"--property={','.join(names)}", "mariadb"], check=True).stdout.split()
    return dict(word.split("=", 1) for word in words)


class PackageOnAServer(Story):
    """One machine without this project, whose server runs."""

    is_told_on_both = True
    kind = "one machine, without this project at first"
    nodes = 1
    installs_product = False
    begins_fresh = True

    def heard(self) -> str:
        """What a peer hears that asks for galeraStatus."""
        name = "galeraStatus"
        index = ".".join(map(str, [len(name), *name.encode()]))
        return self.n1.run(["snmpget", "-Oqv", self.n1.address, f".1.3.6.1.4.1.8072.1.3.2.3.1.1.{index}"]).stdout

    def ours(self) -> list[str]:
        """What the journal has of this project's decisions."""
        return [one.reason for one in self.decisions()]

    def files(self) -> set[str]:
        """Everything on the disk but the server's data and logs, and what is ours in /run."""
        command = "find / -xdev \\( -path /var/lib/mysql -o -path /var/log \\) -prune -o -print; find /run -name '*galera*'"
        return set(self.n1.run(command, check=True).stdout.splitlines())

    def test_it_is_installed_upgraded_and_removed_beside_a_running_server(self) -> None:
        machine = self.n1
        before = self.files()
        machine.run("galera_new_cluster", timeout=PATIENCE, check=True)
        self.cluster.write(3, machine)
        server = properties(machine, "MainPID")

        machine.install_product(stage.package)
        self.assertEqual(properties(machine, "MainPID"), server)
        self.assertEqual(machine.run("galera_check status", check=True).stdout.strip(), "running")
        self.assertIn("running", self.heard(), "snmpd has not read the snippet")
        self.lab.wait_until(
            lambda: "history=" in machine.run("galera_check state").stdout, PATIENCE, "the running server's record is published"
        )
        machine.write_file("/etc/galera-initiator.conf", "[start]\nwait_limit = 10min\n")
        tell("installed; the server has run on")
        version = machine.run("dpkg-query --show --showformat='${Version}' galera-initiator", check=True).stdout
        said = machine.run("galera_init --version", check=True).stdout.split()[1]
        self.assertEqual(version.split("+")[0], said)
        explained = machine.run("journalctl --list-catalog", check=True).stdout
        self.assertIn("This node waits before it starts", explained)

        self.cluster.stop(machine)
        self.assertEqual(machine.run("galera_check status", check=True).stdout.strip(), "stopped")
        self.cluster.start(machine)
        self.assert_bootstrapped_by(machine)
        server = properties(machine, "MainPID")
        with tempfile.TemporaryDirectory(prefix="galera-initiator-newer-") as folder:
            machine.install_product(next_version(stage.package, Path(folder)))
        self.assertEqual(properties(machine, "MainPID"), server)
        tell("a stop and a start were decided by it; upgraded, and the server has run on")

        decided = len(self.ours())
        machine.run("dpkg --remove galera-initiator", timeout=PATIENCE, check=True)
        self.assertEqual(properties(machine, "MainPID"), server)
        self.assertNotEqual(machine.run(f"test -e {DROP_IN}").returncode, 0)
        self.assertEqual(machine.run("test -e /var/lib/galera-initiator/memory").returncode, 0)
        self.cluster.stop(machine)
        machine.run("galera_new_cluster", timeout=PATIENCE, check=True)
        self.assert_whole()
        self.assertEqual(len(self.ours()), decided)
        server = properties(machine, "MainPID")
        machine.run("dpkg --purge galera-initiator", timeout=PATIENCE, check=True)
        self.assertEqual(properties(machine, "MainPID"), server)
        self.assertEqual(self.files() - before, set())
        tell("removed and purged; the server runs, and nothing is left")


class PackageAndAWait(Story):
    def test_an_upgrade_leaves_a_start_that_waits_going(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait")
        before = properties(self.n1, "InvocationID", "ControlPID")
        with tempfile.TemporaryDirectory(prefix="galera-initiator-newer-") as folder:
            self.n1.install_product(next_version(stage.package, Path(folder)))
        self.assertEqual(properties(self.n1, "InvocationID", "ControlPID"), before)
        tell("upgraded; n1 still waits")
        self.cluster.begin(self.n2, self.n3)
        self.assert_whole()
        self.assert_led_by(self.n3)
        self.assertEqual(properties(self.n1, "InvocationID")["InvocationID"], before["InvocationID"])
