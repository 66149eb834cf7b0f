"""Fails if a program's --help and its manual page do not name the same options and steps.  Arguments: page, program."""

import re
import subprocess
import sys

import mdoc


def named_by_help(text):
    """Lists are indented: "  step  what it does" and "  -h, --option=ARGUMENT  what it does"."""
    options, steps = set(), set()
    for line in text.splitlines():
        if re.match(r" +-", line):
            terms = re.split(r"  +", line.strip())[0].split(", ")
            options |= {re.sub("=.*", "=", term) for term in terms}
        elif step := re.match(r"  ([a-z][a-z-]*)  +\S", line):
            steps.add(step[1])
    return options, steps


def named_by_page(page):
    terms = mdoc.words(page, "Fl", lambda section: section == "OPTIONS")
    options = {"-" + re.sub(" Ns = Ns Ar .*", "=", term) for term in terms}
    return options, mdoc.words(page, "Cm", lambda section: section in ("STEPS", "COMMANDS"))


page, program = sys.argv[1:]
help_text = subprocess.run([program, "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout
help_options, help_steps = named_by_help(help_text)
page_options, page_steps = named_by_page(page)
complaints = mdoc.difference(help_options, "--help", page_options, "OPTIONS")
if help_steps or page_steps:
    complaints += mdoc.difference(help_steps, "--help", page_steps, "STEPS or COMMANDS")
sys.exit("\n".join(complaints) or None)
