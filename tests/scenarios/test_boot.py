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
