"""SnmpGatherer against real agents. Usage: gather_test.py GATHER [unittest arguments]"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import agents as world
from agents import AUTH_PASSPHRASE, COMMUNITY, DEAD_NETWORK, PRIV_PASSPHRASE, USER, V2C, V3

PROGRAM = None
LIVE = "127.0.0.11"
OLD_TOOL = "127.0.0.12"
WITHOUT_EXTENDS = "127.0.0.13"
HUNG = "127.0.0.14"
STRANGE = "127.0.0.15"
NO_AGENT = "127.0.0.16"           # refuses everything
ONLY_GALERA = "127.0.0.17"        # accepts on the Galera port, no agent
HUNG_GALERA_PORT = 4568           # HUNG accepts there
TOO_BIG = "127.0.0.18"
SORTED_FIRST = "127.0.0.3"       # no agent; the resolver puts it before LIVE (RFC 6724, rule 9)
DEAD = f"{DEAD_NETWORK}.1"
MANY = [f"127.0.1.{number}" for number in range(1, 33)]
# Milliseconds: for a node that is silent anyway, and for an honest one on a machine that is busy.
TIMEOUT = 600
SHORT = [f"timeout={TIMEOUT}"]
PATIENCE = world.patience(2000)
LONG = [f"timeout={PATIENCE}"]
STATE = "state of this node"


def children_of(process):
    text = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in text.split()]


def is_alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class GatherTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        world.set_up_network()
        cls.agents = world.Agents()
        cls.addClassCleanup(cls.agents.stop)
        cls.gatherer = world.Gatherer(PROGRAM, cls.agents.folder)
        cls.set_up_names()
        start = cls.agents.start
        start("live", [LIVE, "::1", *MANY])
        start("old", [OLD_TOOL], "extend -cacheTime -1 galeraStatus /bin/echo stopped\n"
                                 "extend -cacheTime -1 galeraSeqno /bin/echo 7\n")
        start("bare", [WITHOUT_EXTENDS], "")
        start("hung", [HUNG], "extend -cacheTime -1 galeraState /bin/sleep 60\n")
        prints = cls.command_that_prints
        start("strange", [STRANGE], prints("galeraState", b"x" * 1401) + prints("galeraStatus", b"a\x01\xff\x1bb\n")
              + prints("galeraSeqno", b"y" * 1400))
        start("toobig", [TOO_BIG], prints("galeraState", b"x" * 70000) + prints("galeraStatus", b"running"))
        cls.agents.accept_on(ONLY_GALERA)
        cls.agents.accept_on(HUNG, HUNG_GALERA_PORT)

    @classmethod
    def command_that_prints(cls, name, output):
        file = cls.agents.folder / f"output-{name}-{len(output)}"
        file.write_bytes(output)
        return f"extend -cacheTime -1 {name} /bin/cat {file}\n"

    @classmethod
    def set_up_names(cls):
        """Names of this namespace only."""
        folder = cls.agents.folder
        (folder / "hosts").write_text(
            f"{LIVE} live.test\n{SORTED_FIRST} silent-then-live.test\n{LIVE} silent-then-live.test\n"
            f"{NO_AGENT} refused-twice.test\n127.0.0.19 refused-twice.test\n"
            f"{NO_AGENT} refused-and-accepts.test\n{ONLY_GALERA} refused-and-accepts.test\n"
            f"255.255.255.255 no-route-then-live.test\n{LIVE} no-route-then-live.test\n")
        (folder / "nsswitch.conf").write_text("hosts: files dns\n")
        (folder / "resolv.conf").write_text("nameserver 127.0.0.53\noptions timeout:30 attempts:1\n")
        (folder / "host.conf").write_text("multi on\n")
        (folder / "empty").mkdir()
        subprocess.run(["mount", "--bind", folder / "empty", "/etc/snmp"], check=True)
        for name in ("hosts", "nsswitch.conf", "resolv.conf", "host.conf"):
            if not os.path.exists(f"/etc/{name}"):
                continue
            subprocess.run(["mount", "--bind", folder / name, f"/etc/{name}"], check=True)
        cls.agents.name_server("127.0.0.53")

    def ask(self, *arguments, configuration=None):
        ((summary, answers),) = self.gatherer.ask([*LONG, *arguments], configuration)
        self.assertEqual(summary["leaked_descriptors"], 0)
        self.assertFalse(summary["children"])
        return answers

    def ask_one(self, *arguments, configuration=None):
        (answer,) = self.ask(*arguments, configuration=configuration)
        return answer

    def assert_live(self, answer):
        self.assertEqual((answer["outcome"], answer["state"], answer["status"], answer["seqno"], answer["detail"]),
                         ("answered", STATE, "running", "42", ""))

    def configuration(self, text):
        folder = self.agents.folder / self.id()
        folder.mkdir()
        (folder / "snmp.conf").write_text(text)
        return folder

    # Answers

    def test_v2c(self):
        self.assert_live(self.ask_one(*V2C, LIVE))

    def test_v3(self):
        self.assert_live(self.ask_one(*V3, LIVE))

    def test_v3_without_retries(self):
        self.assert_live(self.ask_one(*V3, "retries=0", LIVE))

    def test_ipv6(self):
        for access in (V2C, V3):
            self.assert_live(self.ask_one(*access, "[::1]"))

    def test_rounds_repeat(self):
        for access in (V2C, V3):
            for summary, answers in self.gatherer.ask([*access, "rounds=3", *LONG, LIVE, NO_AGENT]):
                self.assertEqual((summary["leaked_descriptors"], summary["children"]), (0, False))
                self.assert_live(answers[0])
                self.assertEqual(answers[1]["outcome"], "unreachable")

    def test_thirty_two_nodes_answer_in_order(self):
        for access in (V2C, V3):
            answers = self.ask(*access, f"timeout={3 * PATIENCE}", *MANY)
            self.assertEqual([answer["node"] for answer in answers], MANY)
            for answer in answers:
                self.assert_live(answer)

    def test_older_tool(self):
        answer = self.ask_one(*V2C, OLD_TOOL)
        self.assertEqual((answer["outcome"], answer["state"], answer["status"], answer["seqno"]),
                         ("answered", "", "stopped", "7"))

    def test_agent_without_extends(self):
        for access in (V2C, V3):
            answer = self.ask_one(*access, WITHOUT_EXTENDS)
            self.assertEqual((answer["outcome"], answer["state"], answer["status"], answer["seqno"]),
                             ("answered", "", "", ""))
            self.assertIn("extends", answer["detail"])

    def test_too_long_and_binary_output(self):
        answer = self.ask_one(*V2C, STRANGE)
        self.assertEqual((answer["outcome"], answer["state"]), ("answered", ""))
        self.assertEqual(answer["status"], "a\x01\xff\x1bb")
        self.assertEqual(answer["seqno"], "y" * 1400)
        self.assertEqual(answer["detail"], "galeraState has 1401 bytes, more than the 1400 that are allowed")

    def test_each_round_numbers_its_requests_anew(self):
        # Else an answer that comes too late for one round could pass for an answer to the next.
        silent = self.silent_agent()
        self.gatherer.ask([*V2C, "timeout=200", "retries=0", "rounds=2", "127.0.0.20", "127.0.0.20"])
        self.assertEqual(len({silent.recv(2048) for _ in range(4)}), 4)
        silent.close()

    def test_requests_are_sent_again(self):
        silent = self.silent_agent()
        self.gatherer.ask([*V2C, "timeout=600", "retries=2", "127.0.0.20"])
        requests = [silent.recv(2048) for _ in range(3)]
        self.assertEqual(len(set(requests)), 1)
        silent.close()

    @staticmethod
    def silent_agent():
        silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        silent.bind(("127.0.0.20", world.PORT))
        silent.settimeout(5)
        return silent

    # No answers

    def test_wrong_community_is_silence(self):
        answer = self.ask_one("version=2c", "community=wrong", *SHORT, LIVE)
        self.assertEqual((answer["outcome"], answer["status"]), ("unreachable", ""))
        self.assertIn("community", answer["detail"])

    def test_v3_errors_are_told_apart(self):
        cases = {
            "wrong authentication passphrase": (["auth_passphrase=something-else"], "authentication failure"),
            "wrong authentication protocol": (["auth_protocol=SHA-512"], "authentication failure"),
            "unknown user": (["user=nobody"], "does not know the SNMPv3 user 'nobody'"),
            "user without a view": (["user=viewless"], "view"),
        }
        for name, (change, expected) in cases.items():
            with self.subTest(name):
                answer = self.ask_one(*V3, *change, f"timeout={3 * PATIENCE}", LIVE)
                self.assertEqual((answer["outcome"], answer["status"]), ("unreachable", ""))
                self.assertIn(expected, answer["detail"])
                self.assertIn("refuses connections", answer["detail"])
                self.assertLess(answer["elapsed_us"], PATIENCE * 1000, "an error is known at once")

    def test_wrong_privacy_passphrase_is_silence(self):
        answer = self.ask_one(*V3, "priv_passphrase=something-else", *SHORT, LIVE)
        self.assertEqual((answer["outcome"], answer["status"]), ("unreachable", ""))
        self.assertIn("privacy passphrase", answer["detail"])

    def test_weaker_security_level_is_not_answered(self):
        answer = self.ask_one(*V3, "level=authNoPriv", "timeout=5000", LIVE)
        self.assertEqual((answer["outcome"], answer["status"]), ("unreachable", ""))

    def test_no_agent(self):
        for access in (V2C, V3):
            answer = self.ask_one(*access, *SHORT, NO_AGENT)
            self.assertEqual(answer["outcome"], "unreachable")
            self.assertIn(f"no answer over SNMP within {TIMEOUT} ms", answer["detail"])
            self.assertIn("Galera port 4567 refuses connections", answer["detail"])
            self.assertEqual(answer["galera_port"], "refuses")

    def test_dead_machine(self):
        for access in (V2C, V3):
            answer = self.ask_one(*access, *SHORT, DEAD)
            self.assertEqual(answer["outcome"], "unreachable")
            self.assertIn("Galera port 4567 does not answer either", answer["detail"])

    def test_dead_nodes_delay_nobody(self):
        dead = [f"{DEAD_NETWORK}.{number}" for number in range(1, 17)]
        nodes = [node for pair in zip(dead, MANY) for node in pair]
        timeout = 2 * PATIENCE
        for access in (V2C, V3):
            answers = self.ask(*access, f"timeout={timeout}", *nodes)
            for answer in answers[0::2]:
                self.assertEqual(answer["outcome"], "unreachable")
            for answer in answers[1::2]:
                self.assert_live(answer)
            # One dead node after the other would take 16 time-outs.
            self.assertLess(max(answer["elapsed_us"] for answer in answers), 2 * timeout * 1000)

    def test_silent_but_galera_accepts(self):
        for access in (V2C, V3):
            answer = self.ask_one(*access, *SHORT, ONLY_GALERA)
            self.assertEqual(answer["outcome"], "alive_but_silent")
            self.assertIn("Galera port 4567 accepts connections", answer["detail"])

    def test_galera_port_of_the_node_counts(self):
        answer = self.ask_one(*V2C, *SHORT, f"{ONLY_GALERA}:4569")
        self.assertEqual(answer["outcome"], "unreachable")
        self.assertIn("Galera port 4569 refuses connections", answer["detail"])

    def test_refused_request_of_a_running_node(self):
        listener = self.agents.accept_on(LIVE, 4570)
        answer = self.ask_one(*V3, "user=nobody", "timeout=5000", f"{LIVE}:4570")
        self.assertEqual(answer["outcome"], "alive_but_silent")
        self.assertIn("does not know", answer["detail"])
        listener.close()

    def test_galera_port_of_a_node_that_answers_is_left_alone(self):
        listener = self.agents.accept_on(LIVE, 4571)
        self.assert_live(self.ask_one(*V2C, f"{LIVE}:4571"))
        listener.setblocking(False)
        with self.assertRaises(BlockingIOError):
            listener.accept()
        listener.close()

    def test_node_that_is_stopped_while_its_galera_port_accepts(self):
        for access, address in ((V2C, OLD_TOOL), (V2C, WITHOUT_EXTENDS), (V3, WITHOUT_EXTENDS)):
            with self.subTest(address), self.agents.accept_on(address, 4572):
                answer = self.ask_one(*access, f"{address}:4572")
                self.assertEqual((answer["outcome"], answer["galera_port"]), ("answered", "accepts"))

    def test_node_that_is_stopped_and_refuses_costs_next_to_nothing(self):
        answer = self.ask_one(*V2C, OLD_TOOL)
        self.assertEqual((answer["outcome"], answer["galera_port"]), ("answered", "refuses"))
        self.assertLess(answer["elapsed_us"], PATIENCE * 1000)

    def test_galera_port_that_drops_packets_is_not_waited_for_long(self):
        listener = self.agents.accept_on(OLD_TOOL, 4573)
        listener.listen(0)  # Full after the first: the kernel then drops what comes, as a firewall does.
        fillers = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex((OLD_TOOL, 4573))
        timeout = 20 * PATIENCE
        answer = self.ask_one(*V2C, f"timeout={timeout}", f"{OLD_TOOL}:4573")
        self.assertEqual((answer["outcome"], answer["galera_port"]), ("answered", "not known"))
        self.assertGreaterEqual(answer["elapsed_us"], 100 * 1000)
        self.assertLess(answer["elapsed_us"], timeout * 1000 / 4)
        for filler in fillers:
            filler.close()
        listener.close()

    def test_hung_command(self):
        answer, live = self.ask(*V2C, f"{HUNG}:{HUNG_GALERA_PORT}", LIVE)
        self.assertEqual(answer["outcome"], "alive_but_silent")
        self.assertIn(f"within {PATIENCE} ms", answer["detail"])
        self.assert_live(live)

    def test_far_too_long_output(self):
        answer = self.ask_one(*V2C, *SHORT, TOO_BIG)
        self.assertEqual(answer["state"], "")
        self.assertNotEqual(answer["detail"], "")

    # Names

    def test_name(self):
        self.assert_live(self.ask_one(*V2C, "live.test"))

    def test_unresolvable_name(self):
        answer, live = self.ask(*V2C, "nxdomain.test", LIVE)
        self.assertEqual(answer["outcome"], "unresolved")
        self.assert_live(live)

    def test_name_server_that_hangs(self):
        answer, live = self.ask(*V2C, "no-such-name.test", LIVE)
        self.assertEqual(answer["outcome"], "unresolved")
        self.assertIn(f"not resolved within {PATIENCE} ms", answer["detail"])
        self.assert_live(live)

    def test_silent_first_address(self):
        for access in (V2C, V3):
            self.assert_live(self.ask_one(*access, "silent-then-live.test"))

    def test_address_that_cannot_be_sent_to(self):
        for access in (V2C, V3):
            self.assert_live(self.ask_one(*access, "no-route-then-live.test"))

    def test_all_addresses_refuse(self):
        answer = self.ask_one(*V2C, *SHORT, "refused-twice.test")
        self.assertEqual(answer["outcome"], "unreachable")
        self.assertIn("refuses connections", answer["detail"])

    def test_one_address_accepts(self):
        self.assertEqual(self.ask_one(*V2C, *SHORT, "refused-and-accepts.test")["outcome"], "alive_but_silent")

    # Ending

    def test_cancel(self):
        ((summary, answers),) = self.gatherer.ask([*V2C, "timeout=30000", f"cancel_after={PATIENCE}", LIVE, DEAD])
        self.assertEqual((summary["leaked_descriptors"], summary["children"]), (0, False))
        self.assert_live(answers[0])
        self.assertEqual((answers[1]["outcome"], answers[1]["detail"]), ("unreachable", "cancelled"))
        self.assertLess(summary["took_ms"], 20000)

    def test_helpers_end_with_their_parent(self):
        process = subprocess.Popen([PROGRAM, f"port={world.PORT}", *V2C, "timeout=60000", DEAD, NO_AGENT],
                                   env=self.gatherer.environment(), stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 20
            while len(children_of(process.pid)) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            children = children_of(process.pid)
            self.assertEqual(len(children), 2)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        while any(map(is_alive, children)) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(any(map(is_alive, children)))

    def test_nothing_is_left_after_an_error(self):
        # Room for a few pipes only: the round stops in the middle of starting.
        result = subprocess.run(["prlimit", "--nofile=10", PROGRAM, f"port={world.PORT}", *V2C, *[DEAD] * 32],
                                env=self.gatherer.environment(), capture_output=True, text=True, timeout=30)
        self.assertIn("cannot make a pipe", result.stdout)
        self.assertIn('"leaked_descriptors": 0, "children": false', result.stdout)

    def test_helper_that_is_killed(self):
        process = subprocess.Popen([PROGRAM, f"port={world.PORT}", *V2C, "timeout=60000", DEAD],
                                   env=self.gatherer.environment(), stdout=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 20
        while not children_of(process.pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(children_of(process.pid)[0], signal.SIGKILL)
        output, _ = process.communicate(timeout=30)
        self.assertIn("helper process", output)
        self.assertIn('"children": false', output)

    def test_helpers_that_stand_still_are_judged_by_how_far_they_got(self):
        process = subprocess.Popen([PROGRAM, f"port={world.PORT}", *V2C, f"timeout={2 * PATIENCE}", NO_AGENT, ONLY_GALERA],
                                   env=self.gatherer.environment(), stdout=subprocess.PIPE, text=True)
        time.sleep(1.5 * PATIENCE / 1000)
        for child in children_of(process.pid):
            os.kill(child, signal.SIGSTOP)
        output, _ = process.communicate(timeout=30)
        summary, *answers = map(json.loads, output.splitlines())
        self.assertFalse(summary["children"])
        self.assertEqual([answer["outcome"] for answer in answers], ["unreachable", "alive_but_silent"])

    def test_helpers_keep_no_descriptor_of_their_parent(self):
        marker = os.open("/dev/null", os.O_RDONLY)
        os.set_inheritable(marker, True)
        process = subprocess.Popen([PROGRAM, f"port={world.PORT}", *V2C, "timeout=60000", DEAD],
                                   env=self.gatherer.environment(), stdout=subprocess.DEVNULL, pass_fds=[marker])
        try:
            deadline = time.monotonic() + 20
            links = []
            while not any(link.startswith("socket:") for link in links) and time.monotonic() < deadline:
                time.sleep(0.01)
                links = self.links_of_helper(process.pid)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            os.close(marker)
        self.assertEqual(sorted(link.split(":")[0] for link in links), ["pipe", "socket"])

    @staticmethod
    def links_of_helper(parent):
        for child in children_of(parent):
            folder = f"/proc/{child}/fd"
            try:
                return [os.readlink(f"{folder}/{name}") for name in os.listdir(folder) if int(name) > 2]
            except FileNotFoundError:
                pass
        return []

    # Settings

    def test_everything_from_snmp_conf(self):
        configuration = self.configuration(
            f"defVersion 3\ndefSecurityName {USER}\ndefSecurityLevel authPriv\ndefAuthType SHA-256\n"
            f"defAuthPassphrase {AUTH_PASSPHRASE}\ndefPrivType AES\ndefPrivPassphrase {PRIV_PASSPHRASE}\n")
        self.assert_live(self.ask_one(LIVE, configuration=configuration))
        answer = self.ask_one("auth_passphrase=something-else", "timeout=5000", LIVE, configuration=configuration)
        self.assertIn("authentication failure", answer["detail"])

    def choices(self, arguments, text):
        """What was settled: each key with its value and the word of snmp.conf that it comes from."""
        result = self.gatherer.run(["choices=1", *arguments], self.configuration(text))
        self.assertEqual(result.stderr, "")
        return json.loads("{" + ",".join(result.stdout.splitlines()) + "}")

    def test_choices_of_v2c_tell_where_they_come_from_and_no_secret(self):
        self.assertEqual(self.choices([], f"defVersion 2c\ndefCommunity {COMMUNITY}\n"),
                         {"version": ["2c", "defVersion"], "community": ["set, not shown", "defCommunity"]})

    def test_choices_of_settings_and_of_the_library_name_no_word(self):
        found = self.choices(["user=galera", "auth_passphrase=long-enough"], "defSecurityLevel anp\n")
        for protocol in ("authentication_protocol", "privacy_protocol"):
            self.assertEqual(found.pop(protocol)[1], "")  # which one depends on how Net-SNMP was built
        self.assertEqual(found, {
            "version": ["3", ""], "security_name": ["galera", ""], "security_level": ["authNoPriv", "defSecurityLevel"],
            "authentication_passphrase": ["set, not shown", ""], "privacy_passphrase": ["not set", ""]})

    def test_choices_of_v3_tell_where_they_come_from(self):
        found = self.choices([], f"defVersion 3\ndefSecurityName {USER}\ndefAuthType SHA-256\ndefPrivType AES\n"
                                 f"defAuthPassphrase {AUTH_PASSPHRASE}\ndefPassphrase {PRIV_PASSPHRASE}\n")
        self.assertEqual(found, {
            "version": ["3", "defVersion"], "security_name": [USER, "defSecurityName"], "security_level": ["authPriv", ""],
            "authentication_protocol": ["SHA-256", "defAuthType"],
            "authentication_passphrase": ["set, not shown", "defAuthPassphrase"],
            "privacy_protocol": ["AES", "defPrivType"], "privacy_passphrase": ["set, not shown", "defPassphrase"]})

    def test_version_2c_is_the_default(self):
        self.assert_live(self.ask_one(LIVE, configuration=self.configuration(f"defCommunity {COMMUNITY}\n")))

    def test_home_of_another_user_is_not_read(self):
        home = self.configuration("")
        (home / ".snmp").mkdir()
        (home / ".snmp/snmp.conf").write_text(f"defCommunity {COMMUNITY}\n")
        environment = {**self.gatherer.environment(), "HOME": str(home)}
        del environment["SNMPCONFPATH"]
        command = [PROGRAM, f"port={world.PORT}", LIVE]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
        self.assertIn(STATE, result.stdout)
        try:
            os.chown(home, 12345, 12345)
        except OSError:
            self.skipTest("needs root to give the folder away")
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
        self.assertIn("No SNMP community is set", result.stderr)

    def test_a_file_that_may_not_be_read_is_named(self):
        configuration = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, configuration)
        configuration.chmod(0o755)
        file = configuration / "snmp.conf"
        file.write_text(f"defCommunity {COMMUNITY}\n")
        file.chmod(0o600)
        program = shutil.copy(PROGRAM, configuration)
        environment = {**self.gatherer.environment(), "SNMPCONFPATH": str(configuration), "HOME": "/"}
        try:
            result = subprocess.run([program, f"port={world.PORT}", LIVE], env=environment, capture_output=True, text=True,
                                    timeout=30, user=12345, extra_groups=[])
        except PermissionError:
            self.skipTest("needs root to be another user")
        self.assertIn(f"may not read {file}. Let the server's user", result.stderr)

    def test_settings_go_before_snmp_conf(self):
        configuration = self.configuration("defVersion 2c\ndefCommunity wrong\n")
        self.assert_live(self.ask_one(f"community={COMMUNITY}", LIVE, configuration=configuration))
        self.assert_live(self.ask_one(*V3, LIVE, configuration=configuration))

    def test_nothing_set(self):
        self.assert_refused([], "defCommunity")
        self.assert_refused(["version=3"], "defSecurityName")
        self.assert_refused(["version=3", "user=galera"], "defAuthPassphrase")
        self.assert_refused(["version=3", "user=galera", "level=authPriv", "auth_passphrase=long-enough"],
                            "defPrivPassphrase")

    def test_what_cannot_be_used_is_refused(self):
        self.assert_refused([*V3, "auth_passphrase=short"], "fewer than 8")
        self.assert_refused([*V3, "auth_protocol=SHA-2"], "'SHA-2'")
        self.assert_refused([*V3, "priv_protocol=ROT13"], "'ROT13'")
        self.assert_refused([*V3, "level=high"], "'high'")
        self.assert_refused([*V2C, "timeout=0"], "time-out")
        self.assert_refused([*V2C, "retries=11"], "0 to 10")

    def test_what_can_be_forged_is_refused_where_v3_is_required(self):
        required = "'require = v3' is set, but "
        self.assert_refused([*V2C, "require=v3"], required + "the peers are to be asked with SNMPv2c")
        self.assert_refused([*V3, "require=v3", "level=authNoPriv"], required + "the security level is authNoPriv")
        self.assert_refused([*V3, "require=v3", "level=noAuthNoPriv"], required + "the security level is noAuthNoPriv")
        for weak in ("MD5", "SHA", "SHA-224"):
            self.assert_refused([*V3, "require=v3", f"auth_protocol={weak}"], required + "the authentication protocol is")
        self.assert_refused([*V3, "require=v3", "priv_protocol=DES"], required + "the privacy protocol is DES")

    def test_what_cannot_be_forged_is_asked_where_v3_is_required(self):
        self.assert_live(self.ask_one(*V3, "require=v3", LIVE))
        for strong in ("SHA-384", "SHA-512"):
            answer = self.ask_one(*V3, "require=v3", f"auth_protocol={strong}", LIVE)
            self.assertIn("authentication", answer["detail"])  # asked, though the agent's user has another protocol

    def test_version_1_is_refused(self):
        self.assert_refused([], "version 1", self.configuration("defVersion 1\ndefCommunity public\n"))

    def test_error_in_snmp_conf_is_shown_with_its_place(self):
        configuration = self.configuration("defVersion 7\n")
        self.assert_refused([], "snmp.conf: line 1", configuration)

    def test_error_in_snmp_conf_that_does_not_matter_is_not_shown(self):
        configuration = self.configuration(f"defVersion 7\ndefCommunity {COMMUNITY}\n")
        self.assert_live(self.ask_one(LIVE, configuration=configuration))

    def assert_refused(self, arguments, expected, configuration=None):
        result = self.gatherer.run([*arguments, LIVE], configuration)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn(expected, result.stderr)


if __name__ == "__main__":
    world.enter_namespace()
    PROGRAM = sys.argv.pop(1)
    unittest.main()
