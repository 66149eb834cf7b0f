"""Mistakes in the configuration: a message with the remedy, no bootstrap, and no second start once that is mended."""

import re

from story import PATIENCE, Story, at_length, row, tell

CONFIGURATION = "/etc/galera-initiator.conf"


class Mistakes(Story):
    def setUp(self) -> None:
        super().setUp()
        # n3 leaves last, so the others cannot do without it.
        self.cluster.stop(self.n1, self.n2, self.n3)

    def assert_goes_on_by_itself(self) -> None:
        self.lab.wait_synced(timeout=150)
        self.assert_led_by(self.n3)
        self.assert_whole()

    def test_a_wrong_community_is_named_on_both_sides(self) -> None:
        self.n3.run("sed -i.right 's/rocommunity\\(6*\\) lab/rocommunity\\1 other/' /etc/snmp/snmpd.conf.d/lab.conf", check=True)
        self.n3.run("systemctl restart snmpd", check=True)
        self.cluster.begin()
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,), says="community")
            self.assert_status_shows(machine, "Waits for", self.n3.address)
        self.wait_verdict(self.n3, "wait", reason="own-record-not-served", says="community")
        self.assert_nobody_bootstraps()
        self.n3.run("mv /etc/snmp/snmpd.conf.d/lab.conf.right /etc/snmp/snmpd.conf.d/lab.conf", check=True)
        self.n3.run("systemctl restart snmpd", check=True)
        tell("the community is mended")
        self.assert_goes_on_by_itself()

    @at_length
    def test_a_wrong_community_of_the_client_is_mended_while_it_waits(self) -> None:
        self.n3.write_file(CONFIGURATION, "[snmp]\ncommunity = other\n")
        self.cluster.begin()
        self.wait_verdict(self.n3, "wait", says="community")
        self.assert_nobody_bootstraps()
        self.n3.run(["rm", CONFIGURATION], check=True)
        tell("the community is mended")
        self.assert_goes_on_by_itself()

    @at_length
    def test_a_node_without_snmpd_is_named(self) -> None:
        self.n3.run("systemctl stop snmpd", check=True)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,), says="no answer over SNMP")
        self.assert_nobody_bootstraps()
        self.n3.run("systemctl start snmpd", check=True)
        self.wait_verdict(self.n1, "wait", reason="peer-not-started", names=(self.n3,), says="start")
        self.cluster.begin(self.n3)
        self.assert_goes_on_by_itself()

    @row(15)
    def test_the_node_that_is_to_bootstrap_says_that_its_own_snmpd_is_down(self) -> None:
        self.n3.run("systemctl stop snmpd", check=True)
        self.cluster.begin()
        self.wait_verdict(self.n3, "wait", reason="own-record-not-served", names=(self.n3,), says="see that it runs")
        self.assert_status_shows(self.n3, "peers cannot hear it")
        self.assert_nobody_bootstraps()
        self.n3.run("systemctl start snmpd", check=True)
        tell("n3's snmpd runs")
        self.assert_goes_on_by_itself()

    @at_length
    @row(15)
    def test_a_name_that_does_not_resolve_is_named(self) -> None:
        names = "gcomm://n1,n2,database3"
        for machine in self.lab.machines:
            machine.configure_galera(wsrep_cluster_address=names)
            machine.run("systemctl daemon-reload", check=True)
        self.cluster.begin()
        for machine in self.lab.machines:
            self.wait_verdict(machine, "wait", says="database3")
        self.assert_status_shows(self.n1, "database3")
        self.assert_status_shows(self.n3, "database3", "/etc/hosts")
        self.assert_nobody_bootstraps()
        for machine in self.lab.machines:
            machine.run(f"echo {self.n3.address} database3 >> /etc/hosts", check=True)
        tell("database3 has an address")
        self.assert_goes_on_by_itself()
        for machine in self.lab.machines:
            machine.configure_galera()
            machine.run("systemctl daemon-reload", check=True)

    def test_a_typo_in_the_configuration_fails_at_once_and_is_shown_with_its_line(self) -> None:
        self.n3.write_file(CONFIGURATION, "# of this site\n[start]\nwait_limt = 5min\n")
        for reloaded in (False, True):
            with self.subTest(reloaded=reloaded):
                if reloaded:
                    self.n3.run("systemctl daemon-reload", check=True)
                # Far below any time-out, so a configuration error does not wait.
                self.assertNotEqual(self.n3.run("systemctl start mariadb", timeout=30).returncode, 0)
                self.assert_status_shows(self.n3, f"{CONFIGURATION}:3", "wait_limt", 'did you mean "wait_limit"?')
                self.assert_journal_says(self.n3, f"{CONFIGURATION}:3", "wait_limt")
                self.assert_nobody_bootstraps(1)
        self.n3.write_file(CONFIGURATION, "# of this site\n[start]\nwait_limit = 5min\n")
        tell("the typo is mended")
        self.cluster.begin()
        self.assert_goes_on_by_itself()
        self.n3.run(f"rm {CONFIGURATION}; systemctl daemon-reload", check=True)

    def test_a_winner_whose_server_cannot_start_tells_its_peers_so(self) -> None:
        typo = "/etc/mysql/mariadb.conf.d/70-typo.cnf"
        self.n3.write_file(typo, "[mariadbd]\ninnodb_bufer_pool_size = 1G\n")
        self.cluster.begin(self.n1, self.n2)
        # Where its server aborts, instead of ending, systemd starts it again by itself.
        for says in (r"its last (start|\d+ starts) failed", r"its last \d+ starts failed, the first at "):
            self.assertNotEqual(self.n3.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
            tell("n3's server has failed to start")
            for machine in (self.n1, self.n2):
                self.lab.wait_until(
                    lambda machine=machine, says=says: re.search(says, self.status(machine)), PATIENCE, f"{machine.name} says: {says}"
                )
        for machine in (self.n1, self.n2):
            self.assert_status_shows(machine, self.n3.address, "'journalctl -u mariadb'", "bootstrap-here")
            self.assertRegex(machine.run("galera_check cluster").stdout, r"its last \d+\s+starts failed")
        self.assertIn("innodb_bufer_pool_size", self.n3.run("journalctl -u mariadb").stdout)
        self.assertEqual({one.machine for one in self.leading_decisions()}, {self.n3})
        self.n3.run(["rm", typo], check=True)
        tell("the typo is mended")
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=150)
        self.lab.wait_until(
            lambda: "failed" not in self.n1.run("galera_check cluster").stdout, PATIENCE, "n3's failures are of the past"
        )
        self.assertEqual({one.machine for one in self.leading_decisions()}, {self.n3})
        self.assert_whole()
