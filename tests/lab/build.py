"""Builds the product inside a root of the release it is for."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

from . import base
from .shell import FOLDER, LabError

SOURCE = Path(__file__).resolve().parents[2]
MARK = ".lab-build"

# Only the build folder and the target can be written to.
ENTER = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
mount --bind "$2" "$1/source"
mount -o remount,bind,ro "$1/source"
mount --bind "$3" "$1/build"
mount --bind "$4" "$1/out"
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/tmp"
mount -t tmpfs tmpfs "$1/run"
exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 sh -c "$5"
"""

# The targets that are installed, as ninja names them.
INSTALLED = """$(meson introspect --targets /build | python3 -c '
import json, os, sys
print(*(os.path.relpath(name, "/build") for target in json.load(sys.stdin) if target["installed"] for name in target["filename"]))
')"""


def build(release: str, out: Path | None = None, source: Path = SOURCE, test: bool = False) -> Path:
    """Compiles a source tree and installs it into a folder, which install_product() then takes."""
    with base.root(release, "build") as root:
        # Another root may mean another compiler, and meson does not notice that.
        key = hashlib.sha256(f"{source.resolve()} {root}".encode()).hexdigest()[:12]
        work = FOLDER / release / f"work-{key}"
        target = out.resolve() if out is not None else work / "out"
        (work / "build").mkdir(parents=True, exist_ok=True)
        with open(work / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _empty(target)
            _inside(root, source.resolve(), work / "build", target, _script(work / "build", test))
    return target


def _script(folder: Path, test: bool) -> str:
    steps = ["set -e"]
    if not (folder / "build.ninja").exists():
        steps.append(
            "meson setup --prefix=/usr --sysconfdir=/etc --localstatedir=/var --buildtype=release"
            " -Db_ndebug=false --wrap-mode=nodownload /build /source"
        )
    steps.append("ninja -C /build build.ninja")
    # Who only installs need not wait until the tests are compiled, which takes longer than the product.
    steps.append(f"nice ninja -j2 -C /build {'' if test else INSTALLED}")
    if test:
        steps.append("meson test -C /build --no-suite=simulator --no-rebuild --print-errorlogs")
    steps.append("meson install -C /build --no-rebuild --destdir /out")
    return "\n".join(steps)


def _inside(root: Path, source: Path, folder: Path, out: Path, script: str) -> None:
    # No network: a build that would download something must fail here, as it would in a distribution.
    command = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--propagation=private"]
    command += ["sh", "-c", ENTER, "sh", str(root), str(source), str(folder), str(out), script]
    if code := subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise LabError(f"the build failed with {code}")


def _empty(folder: Path) -> None:
    """Files of an earlier build must not be tested, files of anybody else must not be removed."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise LabError(f"{folder} is not empty and was not made by a build")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
