"""Fails if the completions do not offer exactly what a program's --help names.  Arguments: program, folder."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import mdoc
from help_text import named_by_help

program = pathlib.Path(sys.argv[1])
folder = pathlib.Path(sys.argv[2])
bash_file = folder / f"{program.name}.bash"
zsh_file = folder / f"_{program.name}"

# bash passes the words of the line, parted at "=" and ":", too.
ASK_BASH = """
compopt() { :; }
. "$1"
name=$2
shift 2
COMP_WORDS=("$name" "$@")
COMP_CWORD=$#
"_$name"
printf '%s\\n' "${COMPREPLY[@]}"
"""

# Stands in for the server's own program and for systemctl.
SERVER = """#!/bin/sh
echo --wsrep_on=ON
echo '--wsrep-cluster-address=gcomm://db1,db2:4568,$(touch hurt)?pc.weight=1'
"""
SYSTEMCTL = """#!/bin/sh
echo 'mariadb.service enabled enabled'
echo 'shop.service disabled enabled'
"""


def offered_by_bash(*words, path="/usr/bin:/bin"):
    answer = subprocess.run(["bash", "-c", ASK_BASH, "bash", bash_file, program.name, *words],
                            env={"PATH": path}, capture_output=True, check=True, text=True)
    if answer.stderr:
        sys.exit(f"bash, {words}: {answer.stderr}")
    return set(answer.stdout.split())


def named_by_zsh():
    """From the text: what stands in calls of _arguments, and the first words of "word:description"."""
    text = zsh_file.read_text(encoding="utf-8")
    calls = "\n".join(re.findall(r"^ *_arguments((?:.*\\\n)*.*)", text, re.MULTILINE))
    specifications = re.sub(r"\[[^]]*\]|\([^)]*\)", " ", calls)
    options = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*=?|-[a-z]\b)", specifications))
    return options, set(re.findall(r"^  '([a-z][a-z-]*):", text, re.MULTILINE))


def expect(found, wanted, what):
    if found != wanted:
        complaints.append(f"bash offers {sorted(found)} {what}, not {sorted(wanted)}")


complaints = []
options, steps = named_by_help(program)
bash_steps = offered_by_bash("")
bash_options = offered_by_bash("-").union(*(offered_by_bash(step, "-") for step in steps))
zsh_options, zsh_steps = named_by_zsh()
complaints += mdoc.difference(steps, "--help", bash_steps, bash_file.name)
complaints += mdoc.difference(options, "--help", bash_options, bash_file.name)
complaints += mdoc.difference(steps, "--help", zsh_steps, zsh_file.name)
complaints += mdoc.difference(options, "--help", zsh_options, zsh_file.name)
if shutil.which("zsh"):
    subprocess.run(["zsh", "-n", zsh_file], check=True)

first = sorted(steps)[0]
expect(offered_by_bash(first[:3]), {step for step in steps if step.startswith(first[:3])}, f"after {first[:3]!r}")
expect(offered_by_bash(first, ""), set(), f"after {first!r}")
if program.name == "galera_init":
    with tempfile.TemporaryDirectory() as tools:
        for name, script in (("my_print_defaults", SERVER), ("systemctl", SYSTEMCTL)):
            tool = pathlib.Path(tools) / name
            tool.write_text(script)
            tool.chmod(0o755)
        path = f"{tools}:/usr/bin:/bin"
        nodes = {"db1", "db2:4568", "$(touch", "hurt)"}
        expect(offered_by_bash("assume-lost", "", path=path), nodes, "as nodes")
        expect(offered_by_bash("--yes", "--unit", "=", "shop.service", "assume-lost", "db1", "d", path=path),
               {"db1", "db2:4568"}, "as further nodes")
        expect(offered_by_bash("decide", "--unit", "=", path=path), {"mariadb.service", "shop.service"}, "as units")
        expect(offered_by_bash("decide", "--unit", "=", "s", path=path), {"shop.service"}, "after --unit=s")
        expect(offered_by_bash("--cluster-address", "=", path=path), set(), "as an address")
        expect(offered_by_bash("--unit", "=", "shop.service", "wi", path=path), {"withdraw"}, "after an option")
        if pathlib.Path("hurt").exists():
            complaints.append("bash runs what the cluster address holds")
sys.exit("\n".join(complaints) or None)
