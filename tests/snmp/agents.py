"""Real agents (snmpd) and silent ports in a network and mount namespace of their own, for tests and measurements."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PORT = 1161
GALERA_PORT = 4567
COMMUNITY = "test-community"
USER = "galera"
AUTH_PASSPHRASE = "authentication-secret"
PRIV_PASSPHRASE = "privacy-secret"

V2C = ["version=2c", f"community={COMMUNITY}"]
V3 = ["version=3", f"user={USER}", "level=authPriv", "auth_protocol=SHA-256", f"auth_passphrase={AUTH_PASSPHRASE}",
      "priv_protocol=AES", f"priv_passphrase={PRIV_PASSPHRASE}"]

# Packets to these addresses are swallowed: no answer and no error comes back, as from a machine without power.
DEAD_NETWORK = "192.0.2"

EXTENDS = """
extend -cacheTime -1 galeraState /bin/echo state of this node
extend -cacheTime -1 galeraStatus /bin/echo running
extend -cacheTime -1 galeraSeqno /bin/echo 42
"""


def patience(milliseconds):
    """How long to wait for an honest answer, where the build (sanitizers) slows a helper down."""
    return milliseconds * int(os.environ.get("SNMP_TEST_SLOWNESS", "1"))


def enter_namespace():
    """Starts this program again inside fresh namespaces, unless it already is there."""
    if os.environ.get("GATHER_TEST_NAMESPACE") == str(os.getpid()):
        return
    # The program is replaced, so that its process number stays the same and shows who is already inside.
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    os.environ["GATHER_TEST_NAMESPACE"] = str(os.getpid())
    command = ["unshare", *user, "--net", "--mount", sys.executable, *sys.argv]
    os.execvp("unshare", command)


def set_up_network():
    for command in ("ip link set lo up", "ip link add nowhere type veth peer name nobody", "ip link set nobody up",
                    f"ip addr add {DEAD_NETWORK}.254/24 dev nowhere", "ip link set nowhere arp off up"):
        subprocess.run(command.split(), check=True)


class Agents:
    """Starts agents, and ends only those that it started."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gather-test-"))
        self.processes = []
        self.sockets = []

    def start(self, name, addresses, lines=EXTENDS, inside=()):
        """inside: the command that enters the namespace that the agent is to be in"""
        folder = self.folder / name
        folder.mkdir()
        configuration = folder / "snmpd.conf"
        configuration.write_text(
            f"rocommunity {COMMUNITY}\nrocommunity6 {COMMUNITY}\n"
            f"createUser {USER} SHA-256 {AUTH_PASSPHRASE} AES {PRIV_PASSPHRASE}\nrouser {USER} priv\n"
            f"createUser viewless SHA-256 {AUTH_PASSPHRASE} AES {PRIV_PASSPHRASE}\n" + lines)
        listen = ",".join(f"udp6:[{address}]:{PORT}" if ":" in address else f"udp:{address}:{PORT}"
                          for address in addresses)
        environment = {"PATH": os.environ["PATH"], "SNMP_PERSISTENT_DIR": str(folder), "MIBS": "", "LC_ALL": "C"}
        process = subprocess.Popen(
            [*inside, shutil.which("snmpd", path=os.environ["PATH"] + ":/usr/sbin"), "-f", "-C", "-c", str(configuration),
             "-Lf", str(folder / "log"), "-I", "-smux", listen],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        self.processes.append(process)
        self._wait_for(process, addresses[-1], folder, inside)

    def _wait_for(self, process, address, folder, inside):
        sender = [f"udp6:[{address}]:{PORT}" if ":" in address else f"udp:{address}:{PORT}"]
        for _ in range(100):
            if process.poll() is not None:
                break
            answer = subprocess.run([*inside, "snmpget", "-v2c", "-c", COMMUNITY, "-t", "0.2", "-r", "0", "-On", *sender,
                                     ".1.3.6.1.2.1.1.3.0"], capture_output=True, env={**os.environ, "MIBS": ""})
            if answer.returncode == 0:
                return
            time.sleep(0.02)
        raise RuntimeError(f"snmpd did not start: {(folder / 'log').read_text()}")

    def accept_on(self, address, port=GALERA_PORT):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(64)
        self.sockets.append(listener)
        return listener

    def name_server(self, address):
        """A name server that knows that nxdomain.test is no name, and does not answer anything else."""
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((address, 53))
        self.sockets.append(server)

        def serve():
            while True:
                try:
                    question, sender = server.recvfrom(512)
                except OSError:
                    return
                if b"\x08nxdomain\x04test\0" in question:
                    server.sendto(question[:2] + b"\x81\x83" + question[4:], sender)

        threading.Thread(target=serve, daemon=True).start()

    def stop(self):
        for process in self.processes:
            # The group: an agent that is ended leaves the commands that it runs behind.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for each in self.sockets:
            each.close()
        shutil.rmtree(self.folder)


class Gatherer:
    """Runs the program under test."""

    def __init__(self, program, folder):
        self.program = program
        self.configuration = pathlib.Path(folder) / "no-configuration"
        self.configuration.mkdir()

    def environment(self, configuration=None):
        return {**{name: value for name, value in os.environ.items() if not name.startswith("SNMP")},
                "SNMPCONFPATH": str(configuration or self.configuration)}

    def run(self, arguments, configuration=None):
        return subprocess.run([self.program, f"port={PORT}", *arguments], capture_output=True, text=True,
                              env=self.environment(configuration), timeout=120)

    def ask(self, arguments, configuration=None):
        """Returns the rounds, each a pair: what is said of the round, and the answers in order."""
        result = self.run(arguments, configuration)
        if result.returncode != 0 or result.stderr:
            raise AssertionError(f"gather: {result.returncode}, {result.stderr}")
        rounds = []
        for line in result.stdout.splitlines():
            entry = json.loads(line)
            if "round" in entry:
                rounds.append((entry, []))
            else:
                rounds[-1][1].append(entry)
        return rounds
