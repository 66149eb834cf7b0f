"""Other ways to set up a node, each with a first start, a clean stop, a power cut and the operator's word where that differs."""

from lab import Lab, Machine
from lab.layouts import lay_out_all
from recovery_stories import RecoveryStories
from story import Story, at_length, row, tell
from test_operator import Operator


class GtidMode(RecoveryStories):
    """A recovered position is followed by a GTID."""

    kind = "wsrep_gtid_mode"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for number, machine in enumerate(lab.machines, 1):
            machine.configure_galera(wsrep_gtid_mode="ON", wsrep_gtid_domain_id=7, log_bin="ON", log_slave_updates="ON", server_id=number)

    @row(3)
    def test_positions_with_gtids_are_compared_as_numbers(self) -> None:
        self.cut_across_a_power_of_ten()
        recovery = "mariadbd --user=mysql --wsrep-recover --disable-log-error 2>&1 | grep -o 'Recovered position: .*'"
        for machine in self.lab.machines:
            recovered = machine.run(recovery, check=True).stdout.strip()
            tell(f"{machine.name}: {recovered}")
            # Which GTID stands there is MariaDB's business: often it is 0-0-0, and 7-1-98 as often.
            self.assertRegex(recovered, r"Recovered position: [-0-9a-f]{36}:\d+,\d+-\d+-\d+$")
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()


class LayoutB(RecoveryStories, Operator):
    """Units of MariaDB 11.8.3 to 11.8.6, with flag and position in files below /run/mysqld."""

    kind = "unit of layout B"
    flag_file = "/run/mysqld/wsrep-new-cluster"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, "mariadb_11_8")

    def leave_flag(self, machine: Machine) -> None:
        machine.run("install -d -o mysql /run/mysqld", check=True)
        super().leave_flag(machine)


@at_length
class Names(RecoveryStories):
    """The cluster address names machines instead of addresses."""

    kind = "names"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        # Names of their own: Galera listens on IPv4 and connects only to the first address that a name has, which
        # is IPv6 where there are both.
        names = "".join(f"{machine.address} {machine.name}.database\n" for machine in lab.machines)
        for machine in lab.machines:
            machine.write_file("/etc/hosts", machine.read_file("/etc/hosts") + names)
            machine.configure_galera(wsrep_cluster_address="gcomm://" + ",".join(f"{name}.database" for name in lab.names))

    def galera_address(self, machine: Machine) -> str:
        return machine.name + ".database"


class IPv6(RecoveryStories):
    kind = "IPv6"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.configure_galera(
                wsrep_cluster_address="gcomm://" + ",".join(f"[{one.address6}]" for one in lab.machines),
                wsrep_node_address=f"[{machine.address6}]",
                wsrep_provider_options='"gmcast.listen_addr=tcp://[::]:4567"',
            )

    def galera_address(self, machine: Machine) -> str:
        return f"[{machine.address6}]"


class SnmpVersion3(RecoveryStories):
    """Agents that answer nobody without authentication and encryption."""

    kind = "SNMPv3"
    USER = "createUser galera SHA-256 authentication-secret AES privacy-secret\nrouser galera priv -V lab\n"
    CLIENT = """[snmp]
version = 3
security_name = galera
security_level = authPriv
authentication_protocol = SHA-256
authentication_passphrase = authentication-secret
privacy_protocol = AES
privacy_passphrase = privacy-secret
"""

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            for path, user in (("/etc/snmp/snmpd.conf", ""), ("/etc/snmp/snmpd.conf.d/lab.conf", cls.USER)):
                lines = machine.read_file(path).splitlines(keepends=True)
                lines = [line for line in lines if not line.startswith("rocommunity")]
                machine.write_file(path, "".join(lines) + user, mode="0600")
            machine.write_file("/etc/galera-initiator.conf", cls.CLIENT, mode="0640", owner="root:mysql")

    def test_the_agents_answer_nobody_without_a_user(self) -> None:
        for community in ("lab", "public"):
            answer = self.n1.run(["snmpget", "-v2c", "-c", community, "-r0", "-t1", self.n2.address, ".1.3.6.1.2.1.1.5.0"])
            self.assertNotEqual(answer.returncode, 0, answer.stdout)


class WithoutGalera(Story):
    """A server that is no Galera node is none of this project's business."""

    is_told_on_both = True
    kind = "without Galera"
    nodes = 1
    begins_fresh = True

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.configure_galera(wsrep_on="OFF")

    def test_a_server_without_galera_is_left_alone(self) -> None:
        (machine,) = self.lab.machines
        drop_ins = machine.run("systemctl show --property=DropInPaths --value mariadb", check=True).stdout.strip()
        self.assertEqual(drop_ins, "")
        machine.run("systemctl start mariadb", timeout=150, check=True)
        self.assertEqual(machine.sql("SELECT 1"), [["1"]])
        machine.run("systemctl restart mariadb", timeout=150, check=True)
        self.assertEqual(machine.journal("galera_init"), "")
        self.assertEqual(machine.run("systemctl is-failed mariadb galera-initiator-record").returncode, 1)


# Bases, not stories of their own: the one is told by those that derive from it, the other stands in its own file.
del RecoveryStories, Operator
