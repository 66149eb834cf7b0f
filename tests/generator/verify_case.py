"""Has systemd-analyze load the unit of one case with the drop-in that the generator writes for it.

The programs that the Exec lines name stand as stubs in a copy of the case's root. To show that the test can fail, the
same is done once more with a misspelt key in the drop-in.

Arguments: generator, systemd-analyze, case folder.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile


def make_stubs(root, folder):
    for path in glob.glob(os.path.join(folder, "**", "*.*"), recursive=True):
        if not os.path.isfile(path):
            continue
        with open(path, encoding="utf-8") as file:
            programs = re.findall(r"^Exec\w+=[-+!@:]*\"?(/[^\s\"]+)", file.read(), re.MULTILINE)
        for program in programs:
            stub = root + program
            os.makedirs(os.path.dirname(stub), exist_ok=True)
            shutil.copy("/bin/true", stub)


def verify(analyze, root, *units, recursive="no"):
    """recursive: whose faults count, of the units that these take into one start; an ordering cycle shows from "one" on"""
    return subprocess.run(
        [analyze, "verify", "--root=" + root, "--man=no", "--recursive-errors=" + recursive, "--generators=no", *units],
        capture_output=True, text=True, check=False)


def main():
    generator, analyze, case = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "root")
        units = os.path.join(root, "etc/systemd/system")
        shutil.copytree(os.path.join(case, "root"), root, symlinks=True)
        if os.path.isdir(os.path.join(root, "lib")):
            # From systemd 255 on only the merged place is looked at.
            shutil.copytree(os.path.join(root, "lib"), os.path.join(root, "usr/lib"), symlinks=True, dirs_exist_ok=True)
        os.makedirs(units, exist_ok=True)
        subprocess.run([generator, "--root=" + os.path.join(case, "root"), units], check=False, capture_output=True)
        drop_ins = [path for path in glob.glob(os.path.join(units, "*.service.d", "galera_initiator.conf"))
                    if "/snmpd.service.d/" not in path]
        if not drop_ins:
            sys.exit("expected a drop-in and got none")
        make_stubs(root, root)
        for drop_in in drop_ins:
            check(analyze, root, drop_in)


def check(analyze, root, drop_in):
    """systemd takes the unit with the drop-in, and would have noticed a misspelt key in it."""
    unit = os.path.basename(os.path.dirname(drop_in))[:-len(".d")].replace("@.", "@other.")
    result = verify(analyze, root, unit)
    if result.returncode != 0 or result.stderr:
        sys.exit(f"systemd-analyze ended with {result.returncode} for {unit}:\n{result.stderr}")

    with open(drop_in, encoding="utf-8") as file:
        text = file.read()
    with open(drop_in, "w", encoding="utf-8") as file:
        file.write(text.replace("ExecStartPre=", "ExecStartPr=", 1))
    result = verify(analyze, root, unit)
    if "Unknown key" not in result.stderr:
        sys.exit(f"a misspelt key was not noticed (exit code {result.returncode}):\n{result.stderr}")


if __name__ == "__main__":
    main()
