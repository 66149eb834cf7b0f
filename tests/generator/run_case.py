"""Runs the generator on one case and compares what it wrote and said.

A case is a folder:
  root/       stands for "/"; root/usr/bin/my_print_defaults is a shell script that prints what the server's own would
  expected/   the whole output folder; absent: nothing is written
  log         what is said on standard error, without the program's name; absent: nothing. Something said means exit code 1

In the expectations @ROOT@ is the root folder, @HELPER@ the path of galera_init and @UNITS@ systemd's unit folder.

Arguments: generator, path of galera_init, unit folder, case folder.  GENERATOR_UPDATE=1 writes the expectations anew;
then read the difference before you believe it.
"""

import difflib
import os
import shutil
import subprocess
import sys
import tempfile

PREFIX = "galera-initiator-generator: "


def read_tree(folder):
    """Every file and link below the folder: relative name -> what it holds."""
    tree = {}
    for place, folders, files in os.walk(folder):
        for name in files + [f for f in folders if os.path.islink(os.path.join(place, f))]:
            path = os.path.join(place, name)
            if os.path.islink(path):
                content = "link to " + os.readlink(path) + "\n"
            else:
                with open(path, encoding="utf-8") as file:
                    content = f"mode {os.stat(path).st_mode & 0o111:o}\n" + file.read()
            tree[os.path.relpath(path, folder)] = content
    return tree


def replace_all(text, pairs):
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def write_tree(folder, tree):
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in tree.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if content.startswith("link to "):
            os.symlink(content[len("link to "):-1], path)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content.split("\n", 1)[1])


def differences(name, expected, actual):
    return list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected " + name, "actual " + name, lineterm=""))


def main():
    generator, helper, units, case = sys.argv[1:]
    root = os.path.join(case, "root")
    # Only what is installed there: a case has units of its own, in the places that it chooses.
    record = "/galera-initiator-record.service"
    marks = [("@ROOT@", root), ("@HELPER@", helper), ("@UNITS@" + record, units + record)]
    environment = {k: v for k, v in os.environ.items() if k != "SYSTEMD_SCOPE"}
    with tempfile.TemporaryDirectory() as output:
        folders = [os.path.join(output, name) for name in ("normal", "early", "late")]
        for folder in folders:
            os.mkdir(folder)
        result = subprocess.run([generator, "--root=" + root, *folders], env=environment, capture_output=True, text=True, check=False)
        actual = read_tree(folders[0])
        if read_tree(folders[1]) or read_tree(folders[2]) or len(os.listdir(output)) != 3:
            sys.exit("something was written outside the normal folder")

    # "@ROOT@" first: it is the longest, and nothing of the others may be taken out of it.
    back = [(value, mark) for mark, value in marks]
    if os.environ.get("GENERATOR_UPDATE"):
        write_tree(os.path.join(case, "expected"), {n: replace_all(c, back) for n, c in actual.items()})
        log = replace_all(result.stderr.replace(PREFIX, ""), back)
        path = os.path.join(case, "log")
        if log:
            with open(path, "w", encoding="utf-8") as file:
                file.write(log)
        elif os.path.exists(path):
            os.remove(path)

    expected = {n: replace_all(c, marks) for n, c in read_tree(os.path.join(case, "expected")).items()}
    log = ""
    if os.path.exists(os.path.join(case, "log")):
        with open(os.path.join(case, "log"), encoding="utf-8") as file:
            log = "".join(PREFIX + replace_all(line, marks) for line in file)
    found = []
    for name in sorted(expected.keys() | actual.keys()):
        found += differences(name, expected.get(name, ""), actual.get(name, ""))
    found += differences("standard error", log, result.stderr)
    found += differences("standard output", "", result.stdout)
    found += differences("exit code", str(1 if log else 0), str(result.returncode))
    if found:
        print("\n".join(found))
        sys.exit(1)


main()
