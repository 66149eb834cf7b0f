"""Fails if a program's --help and its manual page do not name the same options and steps.  Arguments: page, program."""

import re
import sys

import mdoc
from help_text import named_by_help


def named_by_page(page):
    terms = mdoc.words(page, "Fl", lambda section: section == "OPTIONS")
    options = {"-" + re.sub(" Ns = Ns Ar .*", "=", term) for term in terms}
    return options, mdoc.words(page, "Cm", lambda section: section in ("STEPS", "COMMANDS", "A hold"))


page, program = sys.argv[1:]
help_options, help_steps = named_by_help(program)
page_options, page_steps = named_by_page(page)
complaints = mdoc.difference(help_options, "--help", page_options, "OPTIONS")
if help_steps or page_steps:
    complaints += mdoc.difference(help_steps, "--help", page_steps, "STEPS or COMMANDS")
sys.exit("\n".join(complaints) or None)
