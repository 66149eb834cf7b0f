"""Builds the Debian package inside a root of the release it is for."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

from . import base
from .shell import FOLDER, LabError

SOURCE = Path(__file__).resolve().parents[2]
# Where debian/rules lets meson compile. It is kept, so that the next build compiles only what has changed.
OBJECTS = "build-debian"

# Only the work folder can be written to.
ENTER = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
mount --bind "$2" "$1/build"
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
ip link set lo up
mount -t tmpfs tmpfs "$1/tmp"
mount -t tmpfs tmpfs "$1/run"
exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 sh -ec "cd /build/source; $3"
"""


def package(
    release: str, out: Path | None = None, source: Path = SOURCE, test: bool = False, lint: bool = False
) -> Path:
    """Builds the package of a source tree, runs its unit tests and lintian if told to, and returns the .deb."""
    with base.root(release, "build") as root:
        # Another root may mean another compiler, and meson does not notice that.
        key = hashlib.sha256(f"{source.resolve()} {root}".encode()).hexdigest()[:12]
        work = FOLDER / release / f"work-{key}"
        work.mkdir(parents=True, exist_ok=True)
        with open(work / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for old in work.glob("*_*"):
                old.unlink()
            _copy_source(source.resolve(), work / "source")
            _inside(root, work, _script(release, test, lint))
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
            results = [shutil.copy2(made, out) if out is not None else made for made in work.glob("*_*")]
    (deb,) = [Path(made) for made in results if Path(made).match("galera-initiator_*.deb")]
    return deb


def _copy_source(source: Path, target: Path) -> None:
    """A copy, because packagers do not want a folder debian at the top of what is not theirs."""
    wanted = {}
    for part in source.iterdir():
        if part.name in (".git", ".cache", "debian") or part.name.startswith("build"):
            continue
        for file in [part, *part.rglob("*")] if part.is_dir() else [part]:
            if (file.is_symlink() or file.is_file()) and "__pycache__" not in file.parts:
                name = file.relative_to(source)
                wanted[Path("debian", *name.parts[1:]) if name.parts[0] == ".debian" else name] = file
    for old in [path for path in target.rglob("*") if path.is_symlink() or not path.is_dir()]:
        name = old.relative_to(target)
        if name.parts[0] != OBJECTS and name not in wanted:
            old.unlink()
    for name, file in wanted.items():
        copy = target / name
        if file.is_symlink():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)
            copy.symlink_to(file.readlink())
            continue
        # What has changed gets the time of now: by its own time it may be older than what an earlier copy was compiled to.
        if not copy.is_file() or copy.read_bytes() != file.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        copy.chmod(file.stat().st_mode)


def _script(release: str, test: bool, lint: bool) -> str:
    # Each release has a version of its own, so that the newer one's package replaces the older one's at its upgrade.
    steps = [f"sed -i '1s/)/{base.VERSION_SUFFIXES[release]})/' debian/changelog"]
    options = "noautodbgsym" if test else "noautodbgsym nocheck"
    # Not cleaned beforehand, for the objects that are kept.
    steps.append(f"DEB_BUILD_OPTIONS='{options}' nice dpkg-buildpackage --no-sign --build=binary --no-pre-clean")
    if lint:
        steps.append("lintian --fail-on error --display-info ../galera-initiator_*.changes")
    return "\n".join(steps)


def _inside(root: Path, work: Path, script: str) -> None:
    # No network: a build that would download something must fail here, as it would in a distribution.
    command = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--propagation=private"]
    command += ["sh", "-c", ENTER, "sh", str(root), str(work), script]
    if code := subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise LabError(f"the build failed with {code}")
