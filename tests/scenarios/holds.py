"""Starts that are held between their steps: a file on the machine holds them for as long as it is there."""

from lab import Machine

DROP_INS = "/etc/systemd/system/mariadb.service.d"
BEFORE_SERVER = "/run/hold-before-server"


def wait_while(path: str) -> str:
    return f"while test -e {path}; do sleep 0.1; done"


def hold_before_server(machine: Machine) -> None:
    """By its name it comes after what the generator adds."""
    machine.write_file(f"{DROP_INS}/hold.conf", f"[Service]\nExecStartPre=sh -c '{wait_while(BEFORE_SERVER)}'\n")
