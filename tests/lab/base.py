"""Root folders of Debian releases, built once and then only read."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .shell import FOLDER, LabError, host, mounts_below, require_host_tools

RELEASES = ("bookworm", "trixie")
# Debian's next one, which changes from day to day: whoever asks for it by name sees early what is coming.
NEXT_RELEASE = "forky"
KNOWN_RELEASES = (*RELEASES, NEXT_RELEASE)
# What the version of a package that was built for a release ends with.
VERSION_SUFFIXES = {"bookworm": "+deb12", "trixie": "+deb13", "forky": "+deb14"}

MACHINE_PACKAGES = """
    systemd systemd-sysv dbus iproute2 iputils-ping netcat-openbsd procps lsof socat rsync
    mariadb-server mariadb-client galera-4 galera-arbitrator-4 snmpd snmp libinih1 libsystemd0 libstdc++6
""".split()
BUILD_PACKAGES = """
    build-essential meson ninja-build pkg-config cmake libsystemd-dev libinih-dev libsnmp-dev libseccomp-dev nlohmann-json3-dev
    doctest-dev debhelper lintian
""".split()
RELEASE_PACKAGES: dict[tuple[str, str], list[str]] = {
    ("bookworm", "machine"): ["libsnmp40"],
    ("bookworm", "build"): [],
    ("trixie", "machine"): ["libsnmp40t64"],
    ("trixie", "build"): ["systemd-dev"],
    ("forky", "machine"): ["libsnmp45"],
    ("forky", "build"): ["systemd-dev"],
}

# A test starts the database itself, and nothing periodic may compete with it for the processor.
# The persistent journal outlives power cuts; the empty machine-id makes every machine one of its own.
CUSTOMIZE = """
set -e
chroot "$1" systemctl --quiet disable mariadb.service garb.service
chroot "$1" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer \
    e2scrub_all.timer logrotate.timer man-db.timer getty.target console-getty.service
mkdir -p "$1/var/log/journal" "$1/etc/systemd/journald.conf.d"
printf '[Journal]\\nStorage=persistent\\nRateLimitIntervalSec=0\\n' > "$1/etc/systemd/journald.conf.d/lab.conf"
: > "$1/etc/machine-id"
: > "$1/etc/resolv.conf"
rm -f "$1/etc/hostname" "$1/var/lib/dbus/machine-id"
mkdir "$1/build"
"""


def packages(release: str, kind: str) -> list[str]:
    """The packages of a root; a build root is a machine root with a compiler."""
    names = MACHINE_PACKAGES + RELEASE_PACKAGES[release, "machine"]
    if kind == "build":
        names = names + BUILD_PACKAGES + RELEASE_PACKAGES[release, "build"]
    return names


@contextmanager
def root(release: str, kind: str = "machine", rebuild: bool = False) -> Iterator[Path]:
    """The root folder of a release, built if need be, and kept from removal while in use."""
    if release not in KNOWN_RELEASES:
        raise LabError(f"unknown release {release!r}: known are {', '.join(KNOWN_RELEASES)}")
    require_host_tools()
    recipe = "\n".join([release, *packages(release, kind), CUSTOMIZE])
    key = hashlib.sha256(recipe.encode()).hexdigest()[:12]
    folder = FOLDER / release
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / f"{kind}-{key}"

    with open(folder / f"{kind}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in folder.glob(f"{kind}-*"):
            if old != wanted or rebuild:
                _remove_unused(old)
        if rebuild and wanted.exists():
            raise LabError(f"{wanted} is in use")
        for torn in folder.glob(f".{kind}-*"):
            _remove(torn)
        if not wanted.exists():
            _make(release, packages(release, kind), wanted, lock.fileno())
        use = os.open(wanted, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(use, fcntl.LOCK_SH)
    try:
        yield wanted
    finally:
        os.close(use)


def _make(release: str, names: list[str], target: Path, lock: int) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new, log = temporary / "root", temporary / "log"
        # Namespaces of its own, so that neither mounts nor processes outlive it when it is killed.
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "nice"]
        command += ["mmdebstrap", "--variant=minbase", f"--include={','.join(names)}"]
        command += [f"--aptopt={option}" for option in _apt_options()]
        command += [f"--customize-hook={CUSTOMIZE}", release, str(new), *_sources(release)]
        with log.open("w") as output:
            # It inherits the lock: should it outlive us, nobody removes the folder under its hands.
            code = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=[lock], check=False
            ).returncode
        if code != 0:
            raise LabError(f"mmdebstrap for {release} failed with {code}:\n{log.read_text()[-4000:]}")
        host("sync", "--file-system", new)
        new.rename(target)
    finally:
        _remove(temporary)


def _remove_unused(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        # Renamed first: a removal that is cut short must not leave a folder that looks complete.
        _remove(folder.rename(folder.with_name("." + folder.name + "-old")))
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    if mounts := mounts_below(folder):
        raise LabError(f"not removed, still mounted: {', '.join(map(str, mounts))}")
    shutil.rmtree(folder)


def _sources(release: str) -> list[str]:
    """The archive that the host's own apt uses, for another release."""
    archive, security = _archives()
    if archive is None:
        host("apt-get", "update")
        archive, security = _archives()
    if archive is None:
        raise LabError("the apt sources of this host name no Debian archive")
    lines = [f"deb {archive} {release} main", f"deb {archive} {release}-updates main"]
    if security is not None:
        lines.append(f"deb {security} {release}-security main")
    return lines


def _archives() -> tuple[str | None, str | None]:
    listing = host(
        "apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages"
    )
    found: dict[str, str] = {}
    for line in listing.splitlines():
        origin, label, uri = line.split("|", 2)
        if origin == "Debian":
            found.setdefault(label, uri)
    return found.get("Debian"), found.get("Debian-Security")


def _apt_options() -> list[str]:
    """What the host's apt needs in order to reach its archive: proxies, and no date check for a snapshot."""
    wanted = re.compile(r'Acquire::(https?::|Check-|ForceIPv|Retries).* "[^"]+";')
    return [line for line in host("apt-config", "dump", "Acquire").splitlines() if wanted.fullmatch(line)]
