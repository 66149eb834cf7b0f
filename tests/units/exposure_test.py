"""Holds the exposure of units, as `systemd-analyze security` rates it (0 to 10), at or below 2.0.

Usage: exposure_test.py UNIT_FILE ...
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WORST = 2.0
SKIPPED = 77
RATING = re.compile(r"Overall exposure level for \S+: (\d+\.\d) ")


def rate(unit: Path) -> float:
    """Its own threshold is not asked for: the exit code does not tell a unit that is rated badly from one that is not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / unit.name.replace("@.", "@instance.")
        shutil.copy(unit, copy)
        shown = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", copy], capture_output=True, text=True, check=False
        )
    if not (rating := RATING.search(shown.stdout)):
        raise LookupError(shown.stderr.strip() or shown.stdout)
    return float(rating[1])


def can_rate() -> bool:
    """Versions before 250 cannot without a service manager, nor can some environments in which packages are built."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample.service"
        sample.write_text("[Service]\nExecStart=/bin/true\n")
        try:
            return rate(sample) > WORST
        except (LookupError, FileNotFoundError) as error:
            print(f"systemd-analyze cannot rate a unit here: {error}", file=sys.stderr)
            return False


def main() -> int:
    units = [Path(name) for name in sys.argv[1:]]
    if not units:
        print(__doc__, file=sys.stderr)
        return 64
    if not can_rate():
        return SKIPPED
    ratings = {unit.name: rate(unit) for unit in units}
    for name, rating in ratings.items():
        print(f"{rating:4.1f}  {name}")
    return 1 if max(ratings.values()) > WORST else 0


if __name__ == "__main__":
    sys.exit(main())
