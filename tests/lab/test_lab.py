"""The lab keeps its word: real boots, real power cuts, and nothing left behind.

Run as root: python3 tests/lab/test_lab.py
GALERA_LAB_RELEASES chooses the releases, separated by blanks.
"""

import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lab import Lab, base, clean, cluster, end_stream  # noqa: E402
from lab.shell import mounts_below  # noqa: E402

RELEASES = os.environ.get("GALERA_LAB_RELEASES", " ".join(base.RELEASES)).split()
COMMAND = Path(__file__).with_name("lab")


class OneLab(unittest.TestCase):
    """A group of tests on one lab; the release is the parameter of the group."""

    release = RELEASES[0]
    lab: Lab

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = cls.enterClassContext(Lab(cls.release))
        cls.lab.boot()

    def setUp(self) -> None:
        self.n1, self.n2, self.n3 = self.lab.machines
        for machine in self.lab.machines:
            machine.plug_cable()
        self.lab.network.heal()

    def test_boots_completely(self) -> None:
        for machine in self.lab.machines:
            self.assertEqual(machine.run("systemctl is-system-running").stdout.strip(), "running")
            self.assertEqual(machine.run("hostname").stdout.strip(), machine.name)
            self.assertEqual(machine.run("systemctl is-active snmpd").stdout.strip(), "active")

    def test_power_cut_keeps_the_disk(self) -> None:
        self.n1.run("echo kept > /root/file; echo lost > /run/file; logger -t lab before", check=True)
        self.n1.power_cut()
        self.assertFalse(self.n1.running)
        self.assertIn("before", self.n1.journal("lab"))
        self.assertNotEqual(self.n2.run("ping -c1 -W1 n1").returncode, 0)
        self.n1.boot()
        self.assertEqual(self.n1.read_file("/root/file"), "kept\n")
        self.assertNotEqual(self.n1.run("cat /run/file").returncode, 0)
        self.assertIn("before", self.n1.journal("lab"))
        self.assertNotIn("before", self.n1.journal("lab", this_boot=True))

    def test_clean_stop_and_reboot(self) -> None:
        before = self.n2.read_file("/proc/sys/kernel/random/boot_id")
        self.n2.reboot()
        self.assertNotEqual(self.n2.read_file("/proc/sys/kernel/random/boot_id"), before)

    def test_a_machine_goes_off_though_a_command_in_it_is_stopped(self) -> None:
        sleeper = self.n2.stream(["sleep", "1000"])
        self.addCleanup(sleeper.stdout.close)
        self.addCleanup(end_stream, sleeper)
        self.lab.wait_until(lambda: self.n2.run(["pkill", "-STOP", "-x", "sleep"]).returncode == 0, 20, "it sleeps")
        self.n2.reboot(timeout=30)

    def test_files_are_written_on_and_off(self) -> None:
        self.n3.write_file("/etc/lab/on", "on\n", mode="0600", owner="mysql:mysql")
        self.n3.poweroff()
        self.n3.write_file("/etc/lab/off", "off\n")
        self.assertEqual(self.n3.read_file("/etc/lab/on"), "on\n")
        self.n3.boot()
        self.assertEqual(self.n3.read_file("/etc/lab/off"), "off\n")
        self.assertEqual(self.n3.run("stat -c %U:%a /etc/lab/on").stdout.strip(), "mysql:600")

    def test_pulled_cable_is_felt(self) -> None:
        for address in (self.n2.address, self.n2.address6):
            self.assertEqual(self.n1.run(["ping", "-c1", "-W1", address]).returncode, 0)
        self.n2.pull_cable()
        for address in (self.n2.address, self.n2.address6):
            self.assertNotEqual(self.n1.run(["ping", "-c1", "-W1", address]).returncode, 0)
        self.assertEqual(self.n1.run(["ping", "-c1", "-W1", self.n3.address]).returncode, 0)
        self.n2.plug_cable()
        self.lab.wait_until(
            lambda: self.n1.run(["ping", "-c1", "-W1", self.n2.address]).returncode == 0, 5, "n2 is back"
        )

    def test_drop_is_partial_and_one_way(self) -> None:
        name = ".1.3.6.1.2.1.1.5.0"
        self.lab.network.drop("n1", "n2", "udp dport 161")
        self.assertNotEqual(self.n1.run(["snmpget", "-r0", "-t1", "n2", name]).returncode, 0)
        self.assertEqual(self.n2.run(["snmpget", "-r0", "-t1", "n1", name]).returncode, 0)
        self.assertEqual(self.n1.run(["ping", "-c1", "-W1", "n2"]).returncode, 0)

    def test_galera_forms(self) -> None:
        self.assertEqual(self.n1.wsrep(), {})
        self.n1.run("galera_new_cluster", check=True)
        for machine in (self.n2, self.n3):
            machine.run("systemctl start mariadb", check=True)
        self.lab.wait_synced()
        self.n1.sql("CREATE DATABASE lab; CREATE TABLE lab.t (i INT PRIMARY KEY); INSERT INTO lab.t VALUES (7)")
        self.assertEqual(self.n3.sql("SELECT i FROM lab.t"), [["7"]])

        self.lab.power_cut()
        self.lab.boot()
        self.lab.each(lambda machine: machine.run("systemctl start mariadb", check=True))
        self.lab.wait_synced()

        self.n3.pull_cable()
        self.lab.wait_until(
            lambda: self.n3.wsrep().get("wsrep_cluster_status") == "non-Primary", 30, "n3 loses the others"
        )
        self.lab.wait_synced([self.n1, self.n2])
        self.n3.plug_cable()
        self.lab.wait_synced()
        self.lab.each(lambda machine: machine.run("systemctl stop mariadb", check=True))


class Traces(unittest.TestCase):
    """Whatever ends a lab, nothing of it stays."""

    def start(self) -> tuple["subprocess.Popen[str]", Path, Path]:
        # Whoever runs the tests in the background may have had these signals ignored, and children inherit that.
        fresh_signals = ["env", "--default-signal=INT,TERM,HUP"]
        process = subprocess.Popen(
            [*fresh_signals, str(COMMAND), "up", RELEASES[0], "--nodes=2"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.terminate)  # a lab that did not end would keep whoever reads its output waiting for ever
        while "Ctrl-C" not in process.stdout.readline():
            self.assertIsNone(process.poll())
        (run,) = [run for run in cluster.runs() if (run / "owner").read_text().strip() == str(process.pid)]
        return process, run, cluster.cgroup_of(run)

    def assert_nothing_left(self, run: Path) -> None:
        self.assertFalse(run.exists())
        self.assertEqual(mounts_below(run), [])
        for status in Path("/proc").glob("[0-9]*/cgroup"):
            try:
                # This host's process 1 may be slow to reap what a killed lab leaves: those are dead, too.
                if "State:\tZ" not in status.with_name("status").read_text():
                    self.assertNotIn(run.name, status.read_text())
            except (FileNotFoundError, ProcessLookupError):
                continue
        self.assertEqual(list(Path("/run/systemd/nspawn").rglob(f"*{run.name}*")), [])

    def test_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                process, run, _ = self.start()
                process.send_signal(number)
                process.wait(30)
                self.assert_nothing_left(run)

    def test_exception(self) -> None:
        with self.assertRaises(ZeroDivisionError), Lab(RELEASES[0], nodes=1) as lab:
            lab.boot()
            run = lab.folder
            raise ZeroDivisionError
        self.assert_nothing_left(run)

    def test_clean_takes_only_what_is_dead(self) -> None:
        killed, left, _ = self.start()
        killed.kill()
        killed.wait()
        with Lab(RELEASES[0], nodes=1) as lab:
            lab.boot()
            self.assertIn(left.name, clean())
            self.assert_nothing_left(left)
            self.assertEqual(lab["n1"].run("true").returncode, 0)


def load_tests(loader: unittest.TestLoader, _tests: unittest.TestSuite, _pattern: str | None) -> unittest.TestSuite:
    suite = unittest.TestSuite()
    for release in RELEASES:
        group = type(f"OneLab_{release}", (OneLab,), {"release": release})
        suite.addTests(loader.loadTestsFromTestCase(group))
    suite.addTests(loader.loadTestsFromTestCase(Traces))
    return suite


if __name__ == "__main__":
    unittest.main(verbosity=2)
