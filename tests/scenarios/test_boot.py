"""Servers that start at boot, before everything around them is ready."""

from lab import Lab
from story import PATIENCE, Story, row, tell


class Boot(Story):
    kind = "names that are known late"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.configure_galera(wsrep_cluster_address="gcomm://n1.late,n2.late,n3.late")
            machine.enable("mariadb")
            names = "".join(f"{one.address} {one.name}.late\n" for one in lab.machines)
            machine.write_file("/etc/hosts", machine.read_file("/etc/hosts") + names)

    @row(15)
    def test_starts_at_boot_go_on_when_names_network_and_snmpd_have_come(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        hosts = self.n1.read_file("/etc/hosts")
        self.n1.write_file("/etc/hosts", "127.0.0.1 localhost\n")
        self.n2.disable("snmpd")
        self.n3.pull_cable()
        self.lab.power_cut()
        self.lab.boot(settled=False, timeout=PATIENCE)
        self.wait_verdict(self.n1, "wait", says="n2.late")
        self.wait_verdict(self.n2, "wait", says="n3.late")
        self.wait_verdict(self.n3, "wait", says="n1.late")
        self.assert_nobody_bootstraps(6)
        for machine in self.lab.machines:
            self.assertEqual(machine.run("systemctl is-active mariadb").stdout.strip(), "activating")
        self.n1.write_file("/etc/hosts", hosts)
        self.n2.enable("snmpd")
        self.n2.run("systemctl start snmpd", check=True)
        self.n3.plug_cable()
        tell(f"whole {self.lab.wait_synced(timeout=PATIENCE):.1f} s after the last of them has come")
        self.assert_whole()


class LateAgentAddress(Story):
    """Debian's snmpd ends where one of its addresses is not there, and its unit does not start it again."""

    address = "10.77.0.1"

    def test_an_agent_whose_address_comes_late_comes_back_without_a_hand(self) -> None:
        settings = "/etc/snmp/snmpd.conf.d/lab.conf"
        right = self.n1.read_file(settings)
        self.n1.write_file(settings, right.replace("agentAddress ", f"agentAddress udp:{self.address}:161,"), mode="0600")
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.lab.boot(settled=False, timeout=PATIENCE)
        self.lab.wait_until(
            lambda: f"{self.address}" in self.n1.run("journalctl -b -u snmpd").stdout, PATIENCE, "n1's snmpd misses its address"
        )
        self.cluster.begin()
        for machine in (self.n2, self.n3):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n1,))
        self.assert_nobody_bootstraps(6)
        self.n1.run(f"ip address add {self.address}/32 dev lo", check=True)
        tell(f"whole {self.lab.wait_synced(timeout=PATIENCE):.1f} s after the address has come")
        self.n1.write_file(settings, right, mode="0600")
        self.n1.run("systemctl restart snmpd", check=True)
        self.assert_whole()
