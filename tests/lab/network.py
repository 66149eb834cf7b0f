"""A bridge in a network namespace of its own, and one namespace for each machine."""

from pathlib import Path

from .shell import host


class Network:
    """The namespaces are held by files in one folder, so they have no name that could collide."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self._folder = folder
        self.names = names
        self._pulled: set[str] = set()

    def address4(self, name: str) -> str:
        return f"10.66.0.{10 + self._number(name)}"

    def address6(self, name: str) -> str:
        return f"fd66::{10 + self._number(name)}"

    def namespace(self, name: str) -> Path:
        return self._folder / name

    def create(self) -> None:
        self._folder.mkdir()
        self._make_namespace("bridge")
        self._ip(
            "bridge",
            "link add bridge type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
            "link set bridge up",
        )
        self._nft("add table bridge lab; add chain bridge lab forward { type filter hook forward priority 0; }")

    def power_on(self, name: str) -> None:
        """Gives a machine a network stack without memory of an earlier one."""
        self._make_namespace(name)
        hardware_address = f"02:00:00:00:66:{10 + self._number(name)}"
        self._ip(
            "bridge",
            f"link add {name} type veth peer name eth0 address {hardware_address} netns {self.namespace(name)}",
            f"link set {name} master bridge {'down' if name in self._pulled else 'up'}",
        )
        # nodad: the address must be usable at once, as snmpd binds to it early in the boot.
        self._ip(
            name,
            "link set lo up",
            f"address add {self.address4(name)}/24 dev eth0",
            f"address add {self.address6(name)}/64 dev eth0 nodad",
            "link set eth0 up",
        )

    def silence(self, *names: str) -> None:
        """Before a power cut: a kernel that outlives its processes would say goodbye for them."""
        self._ip("bridge", *(f"link set {name} down" for name in names))

    def power_off(self, name: str) -> None:
        """After its end a machine answers nothing, not even a ping or a connection with a reset."""
        self._ip("bridge", f"link delete {name}")
        host("umount", self.namespace(name))
        self.namespace(name).unlink()

    def pull_cable(self, name: str) -> None:
        self._pulled.add(name)
        self._set_link(name, "down")

    def plug_cable(self, name: str) -> None:
        self._pulled.discard(name)
        self._set_link(name, "up")

    def drop(self, source: str, target: str, match: str = "") -> None:
        """Drops what goes from source to target, all of it or what an nft expression matches."""
        self._nft(f'add rule bridge lab forward iifname "{source}" oifname "{target}" {match} drop')

    def heal(self) -> None:
        """Takes back every drop; pulled cables stay pulled."""
        self._nft("flush chain bridge lab forward")

    def _number(self, name: str) -> int:
        return self.names.index(name) + 1

    def _set_link(self, name: str, state: str) -> None:
        if self.namespace(name).exists():
            self._ip("bridge", f"link set {name} {state}")

    def _make_namespace(self, name: str) -> None:
        self.namespace(name).touch()
        host("unshare", f"--net={self.namespace(name)}", "true")

    def _ip(self, namespace: str, *commands: str) -> None:
        self._inside(namespace, "ip", "-batch", "-", input="\n".join(commands))

    def _nft(self, commands: str) -> None:
        self._inside("bridge", "nft", "--file", "-", input=commands)

    def _inside(self, namespace: str, *command: str, input: str) -> None:
        host("nsenter", f"--net={self.namespace(namespace)}", *command, input=input)
