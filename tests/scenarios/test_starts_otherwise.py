"""Servers that their units, option files or people start otherwise than was decided."""

from lab import Lab, Machine
from lab.layouts import lay_out_all
from story import PATIENCE, Story, tell

GALERA = "/etc/mysql/mariadb.conf.d/60-galera.cnf"
OVERRIDE = "/etc/systemd/system/mariadb.service.d/override.conf"
FLAG_FILE = "/run/mariadb-wsrep-new-cluster"


class StartsOtherwise(Story):
    def command_line(self, machine: Machine) -> str:
        return machine.run(f"tr '\\0' ' ' < /proc/{machine.server()}/cmdline", check=True).stdout

    def reload(self, machine: Machine) -> None:
        machine.run("systemctl daemon-reload", check=True)

    def test_an_option_file_that_bootstraps_is_refused_with_its_file_and_line(self) -> None:
        before = self.n1.read_file(GALERA)
        self.n1.write_file(GALERA, before + "wsrep-new-cluster\n")
        self.reload(self.n1)
        line = len(before.splitlines()) + 1
        asked = self.n1.run("galera_check config")
        self.assertEqual(asked.returncode, 1, asked.stdout)
        self.assertIn(f"{GALERA}:{line}", asked.stdout)
        self.assertNotEqual(self.n1.run("systemctl restart mariadb", timeout=PATIENCE).returncode, 0)
        self.assert_status_shows(self.n1, f"{GALERA}:{line}", "wsrep-new-cluster")
        self.lab.wait_synced([self.n2, self.n3], timeout=PATIENCE)
        self.assert_nobody_bootstraps(1)
        self.n1.write_file(GALERA, before)
        self.reload(self.n1)
        tell("the option is gone")
        self.cluster.begin(self.n1)
        self.assert_whole()

    def test_an_enabled_instance_is_guarded_and_the_unit_beside_it_kept_from_starting(self) -> None:
        self.cluster.stop(self.n3, self.n2)
        enabled = self.n3.run("systemctl is-enabled mariadb").stdout.strip()
        self.n3.run("systemctl disable mariadb; systemctl enable mariadb@main", check=True)
        self.assertNotEqual(self.n3.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        shown = self.n3.run("systemctl status --no-pager --full mariadb").stdout
        self.assertIn("This node's server is started by mariadb@main.service", shown)
        self.assertIn("decide", self.n3.run("systemctl cat mariadb@main", check=True).stdout)
        self.n3.run("systemctl start mariadb@main", timeout=PATIENCE, check=True)
        self.lab.wait_synced([self.n1, self.n3], timeout=PATIENCE)
        tell("n3's instance has joined")
        self.cluster.stop(self.n1)
        self.n3.run("systemctl stop mariadb@main", timeout=PATIENCE, check=True)
        self.cluster.begin(self.n1, self.n2)
        self.wait_verdict(self.n1, "wait", reason="peer-not-started", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.n3.run("systemctl start mariadb@main", timeout=PATIENCE, check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n3)
        self.assert_whole()
        self.n3.run("systemctl stop mariadb@main; systemctl disable mariadb@main", timeout=PATIENCE, check=True)
        self.n3.run(f"[ {enabled} != enabled ] || systemctl enable mariadb", check=True)
        self.reload(self.n3)
        self.cluster.begin(self.n3)
        self.assert_whole()

    def test_a_guard_that_a_drop_in_takes_away_is_told_at_each_reload(self) -> None:
        self.n1.write_file(OVERRIDE, "[Service]\nExecStartPre=\n")
        self.reload(self.n1)
        said = self.n1.journal("galera-initiator-generator", this_boot=True)
        self.assertIn(f"{OVERRIDE}:2", said)
        asked = self.n1.run("galera_check config")
        self.assertEqual(asked.returncode, 1, asked.stdout)
        self.assertIn(f"{OVERRIDE}:2", asked.stdout)
        tell("the journal and galera_check config name the line")
        # What an earlier start was handed must not reach an unguarded one.
        handed = "ls /run/galera-initiator/*.env"
        self.lab.wait_until(lambda: self.n1.run(handed).returncode == 2, PATIENCE, "what n1 was handed is gone")
        self.n1.run(f"rm {OVERRIDE}", check=True)
        self.reload(self.n1)
        self.assertEqual(self.n1.run("galera_check config").returncode, 0)
        self.assert_whole()

    def test_a_server_that_was_started_outside_its_unit_is_not_taken_for_stopped(self) -> None:
        self.cluster.stop(self.n2, self.n3, self.n1)
        with self.cluster.by_hand(self.n1, "--wsrep-new-cluster"):
            self.cluster.begin(self.n2, self.n3)
            for machine in (self.n2, self.n3):
                self.wait_verdict(machine, "wait", reason="peer-silent", names=(self.n1,), says="Galera port accepts")
            self.assert_nobody_bootstraps(6)
        tell("the server that was started by hand is stopped")
        self.n1.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.assert_whole()

    def test_a_server_that_bootstraps_though_it_was_to_join_is_stopped_at_once(self) -> None:
        # No setting tells it: the program itself is another one.
        self.n1.run(
            "mv /usr/sbin/mariadbd /usr/sbin/mariadbd.real && printf '%s\\n' '#!/bin/sh'"
            " 'case \"$*\" in *wsrep-recover*) exec /usr/sbin/mariadbd.real \"$@\";; esac'"
            " 'exec /usr/sbin/mariadbd.real \"$@\" --wsrep-new-cluster' > /usr/sbin/mariadbd && chmod 755 /usr/sbin/mariadbd",
            check=True,
        )
        self.cluster.stop(self.n1)
        # Else the provider itself would refuse, and there would be nothing to stop.
        self.n1.run("sed -i 's/^safe_to_bootstrap: 0/safe_to_bootstrap: 1/' /var/lib/mysql/grastate.dat", check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_until(
            lambda: any(one.reason == "bootstraps-undecided" for one in self.cluster.announcements(self.n1, since=self.began)),
            PATIENCE,
            "n1 says that its server bootstraps though it was to join",
        )
        self.n1.run("systemctl stop mariadb && mv /usr/sbin/mariadbd.real /usr/sbin/mariadbd", timeout=PATIENCE, check=True)
        self.lab.wait_synced([self.n2, self.n3], timeout=PATIENCE)
        tell("n1's program is mended")
        self.cluster.begin(self.n1)
        self.assert_whole()


class OptionsOnTheCommandLine(Story):
    """An admin's drop-in names an option file of its own, and the cluster address is in MYSQLD_OPTS."""

    kind = "options on the command line"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            settings = machine.read_file(GALERA).splitlines()
            address = next(line for line in settings if line.startswith("wsrep_cluster_address")).split("=", 1)[1].strip()
            kept = [line for line in settings if not line.startswith("wsrep_cluster_address")]
            machine.write_file(GALERA, "")
            machine.write_file("/etc/database.cnf", "!include /etc/mysql/my.cnf\n" + "\n".join(kept) + "\n")
            machine.write_file(
                OVERRIDE,
                f"[Service]\nEnvironment=MYSQLD_OPTS=--wsrep-cluster-address={address}\nExecStart=\n"
                "ExecStart=/usr/sbin/mariadbd --defaults-file=/etc/database.cnf $MYSQLD_OPTS $_WSREP_NEW_CLUSTER\n",
            )

    def test_the_node_is_guarded_and_comes_back_after_a_power_cut(self) -> None:
        self.assertIn("ok", self.n1.run("galera_check config").stdout)
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        positions = self.power_returns()
        history = self.cluster.position(self.n1).history
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assertEqual(len(self.leading_decisions()), 1)
        # This unit recovers no position by itself: the one that was handed over keeps the history.
        self.assertEqual(self.cluster.histories(), {history})
        self.assertTrue(positions)
        self.assert_whole()


class LayoutD(Story):
    """MariaDB 12.3: the vendor's own drop-in galera.conf replaces ExecStart= and reads the flag."""

    kind = "unit of layout D"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, "mariadb_12_3")

    def test_a_flag_that_was_left_over_does_not_beat_the_decision_to_join(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1)
        self.n1.write_file(FLAG_FILE, "_WSREP_NEW_CLUSTER=--wsrep-new-cluster\n")
        self.n1.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.assertNotIn("--wsrep-new-cluster", self.n1.run(f"tr '\\0' ' ' < /proc/{self.n1.server()}/cmdline", check=True).stdout)
        self.n1.run(["rm", "-f", FLAG_FILE], check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.lab.power_cut()
        self.lab.boot(timeout=PATIENCE)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assertEqual(len(self.leading_decisions()), 1)
        self.assert_whole()
