"""What a program's --help names."""

import re
import subprocess


def named_by_help(program):
    """Its options ("--unit=" if one takes a value) and its steps or commands.

    Lists are indented: "  step  what it does", "  step ARGUMENT...  what it does" and "  -h, --option=ARGUMENT  what it does".
    """
    text = subprocess.run([program, "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout
    options, steps = set(), set()
    for line in text.splitlines():
        if re.match(r" +-", line):
            terms = re.split(r"  +", line.strip())[0].split(", ")
            options |= {re.sub("=.*", "=", term) for term in terms}
        elif step := re.match(r"  ([a-z][a-z-]*)(?: \[?[A-Z.]+\]?)?  +\S", line):
            steps.add(step[1])
    return options, steps
