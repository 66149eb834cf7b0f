"""The machine around the server: an address that comes late, a server that cannot start."""

from lab import Lab
from story import PATIENCE, Story, tell

GALERA = "/etc/mysql/mariadb.conf.d/60-galera.cnf"


class LateAddress(Story):
    """n1's address is there only some seconds after snmpd was started at boot."""

    kind = "an address that comes late"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        machine = lab["n1"]
        machine.write_file(
            "/etc/systemd/system/late-address.service",
            "[Unit]\nDescription=The network card takes its time\nBefore=snmpd.service\nWants=address.service\n"
            "[Service]\nType=oneshot\nRemainAfterExit=yes\n"
            f"ExecStart=/bin/sh -c 'device=$(ip -o -4 address show to {machine.address} | cut -d\" \" -f2);"
            f" echo $device > /run/device; ip address del {machine.address}/24 dev $device'\n"
            "[Install]\nWantedBy=multi-user.target\n",
        )
        machine.write_file(
            "/etc/systemd/system/address.service",
            "[Unit]\nAfter=late-address.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"
            f"ExecStart=/bin/sh -c 'sleep 8; ip address add {machine.address}/24 dev $(cat /run/device)'\n",
        )

    def test_an_agent_whose_address_comes_late_is_back_without_a_hand(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.n1.enable("late-address")
        for machine in self.lab.machines:
            machine.enable("mariadb")
        self.lab.power_cut()
        self.lab.boot(settled=False, timeout=PATIENCE)
        tell(f"whole {self.lab.wait_synced(timeout=PATIENCE):.1f} s after the machines are booted")
        self.assertIn("Failed", self.n1.journal(unit="snmpd", this_boot=True))
        self.n1.disable("late-address")
        for machine in self.lab.machines:
            machine.disable("mariadb")
        self.assert_whole()


class WinnerThatFails(Story):
    def test_a_winner_whose_server_cannot_start_is_told_as_such_by_its_peers(self) -> None:
        self.cluster.stop(self.n2, self.n3, self.n1)
        before = self.n1.read_file(GALERA)
        self.n1.write_file(GALERA, before + "no_such_option = 1\n")
        self.cluster.begin(self.n2, self.n3)
        for _ in range(2):
            self.assertNotEqual(self.n1.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        for machine in (self.n2, self.n3):
            self.lab.wait_until(
                lambda machine=machine: "failed to start" in self.status(machine), PATIENCE, f"{machine.name} tells of n1's failure"
            )
            self.assert_status_shows(machine, self.n1.address, "journalctl")
        self.assertIn("failed to start", self.n2.run("galera_check cluster").stdout)
        self.n1.write_file(GALERA, before)
        tell("the typo is mended")
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()
