"""Units and scripts that do what those of other versions, vendors and distributions do, around Debian's MariaDB: packages of the
others cannot be had here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..machine import Machine

FOLDER = Path(__file__).resolve().parent
UNITS = FOLDER.parents[1] / "generator" / "cases"
SYSTEM = "/usr/lib/systemd/system"
OLD = f"{SYSTEM}/mariadb* {SYSTEM}/my* /etc/systemd/system/my*"


@dataclass(frozen=True)
class Layout:
    unit: str  # that starts the server
    files: dict[str, Path]  # by their place on the machine
    commands: str = "true"  # that run on its disk at last


DEBIAN = "debian"
KNOWN = {
    "mariadb_11_8": Layout(
        "mariadb",
        {
            f"{SYSTEM}/mariadb.service": UNITS / "layout_b/root/lib/systemd/system/mariadb.service",
            "/usr/local/bin/galera_new_cluster": FOLDER / "mariadb_11_8/galera_new_cluster",
        },
    ),
    "mariadb_12_3": Layout(
        "mariadb",
        {
            f"{SYSTEM}/{path}": UNITS / "layout_d/root/usr/lib/systemd/system" / path
            for path in ("mariadb.service", "mariadb.service.d/galera.conf")
        },
    ),
    "enterprise_linux_8": Layout(
        "mariadb",
        {
            f"{SYSTEM}/mariadb.service": FOLDER / "enterprise_linux_8/mariadb.service",
            "/usr/libexec/mariadb-prepare-db-dir": FOLDER / "enterprise_linux_8/mariadb-prepare-db-dir",
            "/usr/local/bin/galera_new_cluster": FOLDER / "enterprise_linux_8/galera_new_cluster",
        },
        "cd /usr/libexec && ln -s ../sbin/mariadbd mariadbd && ln -s ../bin/true mariadb-check-socket"
        " && ln -s ../bin/true mariadb-check-upgrade",
    ),
    "codership": Layout(
        "mysql",
        {
            f"{SYSTEM}/mysql.service": FOLDER / "codership/mysql.service",
            "/usr/bin/mysqld_pre_systemd": FOLDER / "codership/mysqld_pre_systemd",
            "/usr/bin/mysqld_bootstrap": FOLDER / "codership/mysqld_bootstrap",
        },
    ),
    "percona": Layout(
        "mysql",
        {
            f"{SYSTEM}/mysql.service": FOLDER / "percona/mysql.service",
            f"{SYSTEM}/mysql@.service": FOLDER / "percona/mysql@.service",
            "/usr/bin/mysql-systemd": FOLDER / "percona/mysql-systemd",
            "/etc/default/mysql.bootstrap": FOLDER / "percona/mysql.bootstrap",
        },
    ),
}
MIXED = "mixed"


def lay_out(machine: Machine, name: str) -> None:
    """Other units and scripts in the place of Debian's, which stay where it is that one."""
    if name == DEBIAN:
        return
    layout = KNOWN[name]
    machine.unit = layout.unit
    machine.on_disk(f"rm -rf {OLD}")
    for place, source in layout.files.items():
        machine.put_file(source, place)
    machine.on_disk(layout.commands)


def lay_out_all(machines: Sequence[Machine], name: str) -> None:
    """Each alike, or where they are to be mixed another one on each, as far as there are so many."""
    names = [DEBIAN, *KNOWN] if name == MIXED else [name]
    for number, machine in enumerate(machines):
        lay_out(machine, names[-1 - number % len(names)])
