"""What people do to a cluster that is there, with the commands of galera-initiator-operations(7), STOPS, DATA and VERSIONS."""

import shutil
import time

from lab import Machine
from story import PATIENCE, Story, at_length, stage, tell

DATA = "/var/lib/mysql"


class Operations(Story):
    def seqno(self, machine: Machine) -> int:
        return int(machine.run("galera_check seqno", check=True).stdout)

    def stop_while_the_others_write(self, machine: Machine) -> int:
        """Returns the position that it has stopped at."""
        self.cluster.stop(machine)
        stopped_at = self.seqno(machine)
        self.assertNotEqual(stopped_at, -1)
        self.cluster.write(6, *self.others(machine))
        return stopped_at


class Evenings(Operations):
    def evidence_seen(self, machine: Machine) -> dict[str, str]:
        """A node's name, and what its disk tells."""
        nodes = self.seen(machine)["nodes"]
        self.assertEqual([node["seqno"] for node in nodes], [self.seqno(one) for one in self.lab.machines])
        return {node["name"]: node["evidence"] for node in nodes}

    @at_length
    def test_all_are_stopped_every_evening_and_started_in_any_order_every_morning(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.assert_runs_as_before()
        self.cluster.stop(self.n1, self.n2, self.n3)
        evidence = self.evidence_seen(self.n1)
        self.assertEqual([name for name, told in evidence.items() if "was alone" in told], ["n3"])
        for machine in (self.n1, self.n2):
            self.cluster.begin(machine)
            self.wait_verdict(machine, "wait", reason="peer-not-started", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n3)
        self.assert_runs_as_before()
        tell("the first morning; in the evening all machines are switched off at once")

        self.cluster.write(6, *self.lab.machines)
        self.lab.poweroff(timeout=PATIENCE)
        held = self.power_returns()
        self.evidence_seen(self.n2)
        self.began = time.time()
        for machine in (self.n3, self.n2):
            self.cluster.begin(machine)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        (leader,) = {one.machine for one in self.leading_decisions()}
        self.assertEqual(held[leader], max(held.values()))
        self.assert_runs_as_before()
        self.assert_whole()


class Backups(Operations):
    """Machines of their own: one that has ever given up data is asked again, as a backup may be of that data. So the story
    in which one does is the last."""

    kind = "backups are restored"

    def back_up(self) -> set[tuple[str, int]]:
        """A copy of a stopped server's folder without grastate.dat; returns what is written after it."""
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1)
        self.backed_up_at = self.seqno(self.n1)
        self.n1.run(f"cp -a {DATA} /var/lib/backup && rm /var/lib/backup/grastate.dat", check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        known = set(self.cluster.acknowledged)
        self.cluster.write(12, *self.lab.machines)
        return self.cluster.acknowledged - known

    def put_back(self, *machines: Machine) -> None:
        """The page's items 1 to 4: all are down, their folders are kept, and the backup is brought to some."""
        self.cluster.stop(self.n3, self.n2, self.n1)
        self.stopped_at = {machine: self.seqno(machine) for machine in self.lab.machines}
        self.n1.run("tar -C /var/lib -cf /var/tmp/backup.tar backup && rm -r /var/lib/backup", check=True)
        for machine in machines:
            if machine is not self.n1:
                shutil.copy(self.n1.path_on_host("/var/tmp/backup.tar"), machine.path_on_host("/var/tmp/backup.tar"))
            machine.run(
                f"mv {DATA} /var/lib/kept && cd /var/lib && tar -xf /var/tmp/backup.tar && mv backup {DATA} &&"
                " systemctl restart galera-initiator-record",
                timeout=PATIENCE,
                check=True,
            )
            says = f"its data is at {self.backed_up_at} and was at {self.stopped_at[machine]}: put back from a snapshot or a copy"
            table = " ".join(self.n1.run("galera_check cluster", check=True).stdout.split())
            self.assertIn("data not seen", table)
            self.assertIn(says, table)
        tell(f"the backup of {self.backed_up_at} is in the place of what was at {self.stopped_at[self.n1]}")

    def assert_forgotten(self, rows: set[tuple[str, int]]) -> None:
        """All go on from the backup: what came after is nowhere, and what was before is everywhere."""
        self.cluster.acknowledged -= rows
        self.assert_bootstrapped_by(self.n1, "operator-word")
        self.cluster.write(6, *self.lab.machines)
        self.assert_whole()
        self.assert_runs_as_before()
        for machine in self.lab.machines:
            self.assertEqual(rows & self.cluster.rows(machine), set())
            machine.run("rm -rf /var/lib/kept /var/tmp/backup.tar", check=True)

    @at_length
    def test_a_backup_is_restored_on_all_and_one_word_brings_them_up(self) -> None:
        later = self.back_up()
        self.put_back(*self.lab.machines)
        self.cluster.begin()
        for machine in self.lab.machines:
            self.wait_verdict(machine, "wait", reason="data-unseen")
        self.assert_nobody_bootstraps(6)
        self.n1.run("galera_init bootstrap-here --yes", check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_forgotten(later)

    def test_a_backup_is_restored_on_some_and_who_was_not_given_it_is_told_to_forget_what_came_after(self) -> None:
        later = self.back_up()
        self.put_back(self.n1, self.n2)
        told = self.n1.run("galera_init bootstrap-here --yes", check=True).stdout
        tell(told.strip())
        self.assertIn(self.n3.address, told)
        self.cluster.start(self.n1)
        self.assertEqual(later & self.cluster.rows(self.n1), set())
        self.cluster.begin(self.n2)
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        lacking = self.stopped_at[self.n3] - self.backed_up_at
        self.assertNotEqual(self.n3.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        self.wait_verdict(self.n3, "refuse", reason="forked-history", says=f"{lacking} transactions")
        self.do_as_status_says(self.n3, "galera_init discard-local-data")
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_forgotten(later)


class MovedData(Operations):
    def move_data(self, machine: Machine, source: str, target: str) -> None:
        before = self.stop_while_the_others_write(machine)
        machine.run(f"mkdir -p {target} && rsync -a --delete {source}/ {target}/ && mv {source} {source}.old", check=True)
        machine.configure_galera(datadir=target)
        machine.run("systemctl daemon-reload && systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
        self.assertRegex(machine.run("galera_check config", check=True).stdout, rf"datadir +{target}")
        self.assertEqual(self.seqno(machine), before)
        self.cluster.begin(machine)
        self.lab.wait_synced(timeout=PATIENCE)
        self.wait_verdict(machine, "join", reason="peer-runs")
        self.assertEqual(machine.sql("SELECT @@datadir"), [[f"{target}/"]])
        self.assertIn("IST received", machine.journal(unit="mariadb", this_boot=True))
        self.assert_runs_as_before()
        tell(f"{machine.name} has its data in {target}")

    @at_length
    def test_a_data_folder_that_was_moved_is_recognised_and_its_node_leads_from_it(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.move_data(self.n2, DATA, "/srv/mysql")
        self.cut_with_ahead(self.n2)
        self.power_returns()
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()
        self.move_data(self.n2, "/srv/mysql", DATA)
        self.n2.run(f"rm -r {DATA}.old /srv/mysql.old", check=True)
        self.assert_whole()


class CopiedData(Operations):
    def test_a_copy_of_the_data_folder_of_who_was_the_last_does_not_bootstrap_in_its_place(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        for machine in (self.n3, self.n2):
            self.cluster.stop(machine)
            self.cluster.write(6, self.n1)
        self.n1_is_copied_to_n2(f"find {DATA} -mindepth 1 -delete && tar -C {DATA} -xf /var/tmp/data.tar")

    def test_nor_does_one_that_was_written_into_the_files_of_a_node_that_had_crashed(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut([self.n2])
        self.lab.wait_synced([self.n1, self.n3], timeout=PATIENCE)
        self.cluster.stop(self.n3)
        self.cluster.write(6, self.n1)
        before = self.n2.on_disk(f"stat -c %i {DATA}/grastate.dat")
        self.n1_is_copied_to_n2(f"tar --overwrite -C {DATA} -xf /var/tmp/data.tar")
        self.assertEqual(self.n2.on_disk(f"stat -c %i {DATA}/grastate.dat"), before)

    def n1_is_copied_to_n2(self, unpack: str) -> None:
        self.cluster.stop(self.n1)
        copied_at = self.seqno(self.n1)
        self.n1.run(f"tar -C {DATA} -cf /var/tmp/data.tar .", check=True)
        shutil.copy(self.n1.path_on_host("/var/tmp/data.tar"), self.n2.path_on_host("/var/tmp/data.tar"))
        self.n2.on_disk(unpack)
        self.cluster.start(self.n1)
        self.cluster.write(6, self.n1)
        self.lab.power_cut([self.n1])
        tell(f"n2 has n1's folder of {copied_at}, and n1, which has gone on, has lost its power")
        if not self.n2.running:
            self.lab.boot([self.n2], timeout=PATIENCE)
        self.began = time.time()
        self.cluster.begin(self.n2, self.n3)
        self.wait_verdict(self.n2, "wait", reason="last-members-missing", names=(self.n1,))
        self.assertEqual(self.seqno(self.n2), copied_at)
        self.assert_nobody_bootstraps(6)
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.assert_whole()


# The package that is installed, packed again: the maintainer's scripts, files and all, under a higher version.
REPACK = """
set -e
mkdir -p /var/tmp/newer/DEBIAN && cd /var/tmp/newer
for kind in config preinst postinst prerm postrm templates triggers conffiles; do
    [ ! -e /var/lib/dpkg/info/mariadb-server.$kind ] || cp -p /var/lib/dpkg/info/mariadb-server.$kind DEBIAN/$kind
done
dpkg-query --status mariadb-server | sed '/^Status:/d; /^Conffiles:/,/^[^ ]/{/^Conffiles:/d; /^ /d}; s/^Version: .*/&+newer/' > DEBIAN/control
dpkg-query --listfiles mariadb-server | while read -r path; do [ ! -f "$path" ] || echo ".$path"; done > /var/tmp/newer.files
tar -C / -cf - -T /var/tmp/newer.files | tar -C /var/tmp/newer -xf -
dpkg-deb --root-owner-group -Znone --build /var/tmp/newer /var/tmp/newer.deb
rm -r /var/tmp/newer /var/tmp/newer.files
"""


class Versions(Operations):
    kind = "packages are upgraded and removed"

    def upgrade_server(self, machine: Machine) -> None:
        before = self.stop_while_the_others_write(machine)
        if machine is not self.n1:
            shutil.copy(self.n1.path_on_host("/var/tmp/newer.deb"), machine.path_on_host("/var/tmp/newer.deb"))
        machine.run("DEBIAN_FRONTEND=noninteractive dpkg --install /var/tmp/newer.deb", timeout=PATIENCE, check=True)
        version = machine.run("dpkg-query --show --showformat='${Version}' mariadb-server", check=True).stdout
        self.assertTrue(version.endswith("+newer"), version)
        if machine is self.n3:
            self.assertEqual((machine.server(), self.seqno(machine)), ("0", before))
        else:
            self.assertNotEqual(machine.server(), "0")
        machine.run("systemctl daemon-reload", check=True)
        self.assertEqual(machine.run("galera_check config --problems").stdout, "")
        machine.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.wait_verdict(machine, "join", reason="peer-runs")
        self.assert_runs_as_before()
        tell(f"{machine.name} has {version}, and runs")

    @at_length
    def test_the_server_is_upgraded_node_by_node_whether_its_package_starts_it_or_not(self) -> None:
        """The newer version is the installed one with a higher number: dpkg and Debian's scripts upgrade, the program stays."""
        self.cluster.write(6, *self.lab.machines)
        for machine in (self.n1, self.n2):
            machine.run("systemctl enable mariadb", check=True)  # which Debian's script heeds; n3's it leaves down
        self.n1.run(REPACK, timeout=PATIENCE, check=True)
        for machine in self.lab.machines:
            self.upgrade_server(machine)
        self.assertEqual({one.word for one in self.decisions()} - {"wait"}, {"join"})
        for machine in (self.n1, self.n2):
            machine.run("systemctl disable mariadb", check=True)
        self.cut_with_ahead(self.n2)
        self.power_returns()
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()

    def remove_tool(self, machine: Machine, how: str) -> None:
        server = machine.server()
        machine.run(f"apt-get {how} --yes galera-initiator", timeout=PATIENCE, check=True)
        self.assertEqual(machine.server(), server)
        for other in self.others(machine):
            unheard = [node["address"] for node in self.seen(other)["nodes"] if node["status"] == "not heard"]
            self.assertEqual(unheard, [machine.address])
        tell(f"apt-get {how}: {machine.name}'s server has run on, and the others do not hear the node")

    @at_length
    def test_the_tool_is_removed_on_a_node_that_is_waited_for_after_a_power_cut_until_it_has_it_again(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.remove_tool(self.n2, "remove")
        self.cut_with_ahead(self.n2)
        self.lab.boot(timeout=PATIENCE)
        self.cluster.begin(self.n1, self.n3)
        for machine in (self.n1, self.n3):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n2,))
        self.assert_nobody_bootstraps(6)
        self.n2.install_product(stage.package)
        self.cluster.begin(self.n2)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2)
        self.assert_runs_as_before()
        self.assert_whole()

    @at_length
    def test_the_tool_is_purged_and_installed_again_while_all_run_and_the_memory_goes_on(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.remove_tool(self.n2, "purge")
        self.n2.install_product(stage.package)
        self.lab.wait_until(
            lambda: self.n2.run("galera_check cluster --monitor").returncode == 0, PATIENCE, "n2 is heard, and hears all"
        )
        told = [self.timelines(machine) for machine in self.lab.machines]
        self.assertEqual(told, [told[0]] * len(told))
        self.assertTrue(told[0])
        self.cut_with_ahead(self.n2)
        self.power_returns()
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()
