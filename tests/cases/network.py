"""The machines of one case: a network namespace for each node under test and one for all their peers."""

import ctypes
import itertools
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

CLONE_NEWNET = 0x40000000
NAMESPACES = Path("/run/netns")
# Nobody has it, so what is sent to it is swallowed, as by a machine without power.
DEAD_HARDWARE = "02:00:00:00:de:ad"

_numbers = itertools.count(1)
_libc = ctypes.CDLL(None, use_errno=True)


def run(*words: str | Path) -> None:
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(str(word) for word in words)}: {result.stderr.strip()}")


class Network:
    """A switch in the namespace of the peers, which has the addresses of all that are not nodes under test."""

    def __init__(self) -> None:
        self._prefix = f"case{next(_numbers)}"
        self._made: list[str] = []
        self.peers = self._make("peers")
        run("ip", "-n", self.peers, "link", "add", "switch", "type", "bridge")
        run("ip", "-n", self.peers, "link", "set", "switch", "up")

    def _make(self, name: str) -> str:
        namespace = f"{self._prefix}-{name}"
        run("ip", "netns", "add", namespace)
        self._made.append(namespace)
        run("ip", "-n", namespace, "link", "set", "lo", "up")
        return namespace

    def add_node(self, name: str, addresses: list[str]) -> str:
        namespace = self._make(name)
        run("ip", "-n", namespace, "link", "add", "eth0", "type", "veth", "peer", "name", f"to-{name}", "netns", self.peers)
        run("ip", "-n", self.peers, "link", "set", f"to-{name}", "master", "switch", "up")
        run("ip", "-n", namespace, "link", "set", "eth0", "up")
        for address in addresses:
            run("ip", "-n", namespace, "addr", "add", f"{address}/24", "dev", "eth0", *(["nodad"] if ":" in address else []))
        return namespace

    def add_peer(self, address: str) -> None:
        run("ip", "-n", self.peers, "addr", "add", f"{address}/24", "dev", "switch")

    @staticmethod
    def bury(namespace: str, address: str) -> None:
        run("ip", "-n", namespace, "neigh", "replace", address, "lladdr", DEAD_HARDWARE, "dev", "eth0")

    @staticmethod
    def enter(namespace: str) -> list[str]:
        return ["nsenter", f"--net={NAMESPACES / namespace}", "--"]

    @staticmethod
    def call_in(namespace: str, action: Callable[[], None]) -> None:
        """In a thread of its own: a namespace belongs to a thread."""
        failed: list[BaseException] = []

        def inside() -> None:
            try:
                descriptor = os.open(NAMESPACES / namespace, os.O_RDONLY)
                try:
                    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), "setns")
                finally:
                    os.close(descriptor)
                action()
            except BaseException as error:  # noqa: BLE001: handed on
                failed.append(error)

        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    def remove(self) -> None:
        for namespace in self._made:
            subprocess.run(["ip", "netns", "delete", namespace], check=False, stderr=subprocess.DEVNULL)
