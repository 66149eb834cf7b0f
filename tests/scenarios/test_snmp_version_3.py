"""How a cluster comes to SNMPv3, by the very commands of galera-initiator.conf(5), and what stays secret."""

import re
import time
from pathlib import Path

from lab import Machine

from cluster import PATIENCE
from story import Story, tell

PAGE = Path(__file__).resolve().parents[2] / "man" / "galera-initiator.conf.5"
SECRETS = ("passphrase one", "passphrase two")
ADDRESS_IN_PAGE = "10.0.0.1"
UNAUTHENTICATED = "The answers of the peers are not authenticated"


def documented_commands() -> str:
    found = re.search(r"^\.Ss SNMPv3\n.*?^\.Bd -literal\n(.*?)^\.Ed\n", PAGE.read_text(), re.M | re.S)
    assert found
    return found[1]


class SettingUpSnmpVersion3(Story):
    kind = "SNMPv3 set up by hand"

    def test_the_documented_commands_set_it_up_on_running_nodes(self) -> None:
        machines = self.lab.machines
        for machine in machines:
            self.assertIn(UNAUTHENTICATED, machine.journal("galera_init"))
        self.set_up()
        for machine in machines:
            report = machine.run("galera_check config").stdout
            self.assertNotIn("problem ", report)
            self.assertRegex(report, r"\[snmp\] require +v3 +/etc/galera-initiator.conf:2")
            self.assertEqual(report.count("answers over SNMP in"), len(machines) - 1, report)
            answer = machine.run(["snmpget", "-v2c", "-c", "lab", "-r0", "-t1", machine.address, ".1.3.6.1.2.1.1.5.0"])
            self.assertNotEqual(answer.returncode, 0, answer.stdout)

        self.cluster.cut_while_writing()
        self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
            self.assert_no_secret_shows(machine)
            self.assertNotIn(UNAUTHENTICATED, machine.journal("galera_init", this_boot=True))
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.assert_whole()
        self.expose_and_mend()

    def set_up(self) -> None:
        commands = documented_commands()
        for secret in SECRETS:
            self.assertIn(secret, commands)
        began = time.monotonic()
        for machine in self.lab.machines:
            # Machines of the lab come with an address and a community, which a user's node has not yet.
            machine.write_file("/etc/snmp/snmpd.conf.d/lab.conf", "")
            machine.run(["sh", "-e"], input=commands.replace(ADDRESS_IN_PAGE, machine.address), check=True)
        tell(f"SNMPv3 is set up on {len(self.lab.machines)} nodes after {time.monotonic() - began:.1f} s")

    def assert_no_secret_shows(self, machine: Machine) -> None:
        places = {
            "the journal": "journalctl --no-pager -o json",
            "arguments": "cat /proc/[0-9]*/cmdline | tr '\\0' ' '",
            "environments": "cat /proc/[0-9]*/environ | tr '\\0' ' '",
        }
        for place, command in places.items():
            text = machine.run(command).stdout
            self.assertIn("galera", text)  # it does show what this node is doing
            for secret in SECRETS:
                self.assertNotIn(secret, text, place)

    def expose_and_mend(self) -> None:
        self.n1.run("systemctl stop mariadb", timeout=PATIENCE, check=True)
        self.n1.run("chmod 0644 /etc/galera-initiator.conf", check=True)
        self.assertNotEqual(self.n1.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        self.assert_status_shows(self.n1, "/etc/galera-initiator.conf holds an SNMPv3 passphrase or key")
        self.do_as_status_says(
            self.n1, "chown root:mysql /etc/galera-initiator.conf && chmod 0640 /etc/galera-initiator.conf"
        )
        self.n1.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.assert_whole()
