"""What a manual page's list items name, read from its mdoc(7) source."""

import re


def items(page, macro):
    """The (section, rest of the line) of every ".It <macro> ..."; a subsection counts as a section of its own."""
    section = ""
    found = []
    with open(page, encoding="utf-8") as file:
        text = file.read().replace(".It Xo\n.", ".It ")
    for line in text.splitlines():
        if heading := re.match(r"\.S[hs] (.*)", line):
            section = heading[1].strip()
        elif item := re.match(rf"\.It {macro} (.*)", line):
            found.append((section, item[1].strip()))
    return found


def words(page, macro, wanted):
    """The words of the items in the sections that `wanted` accepts."""
    return {word
            for section, rest in items(page, macro) if wanted(section)
            for word in re.split(rf" , (?:{macro} )?", rest)}


def difference(one, one_name, other, other_name):
    """What to complain of, or nothing. That nothing was found at all means that this reader is out of date."""
    complaints = [f"nothing was found in {name}" for found, name in ((one, one_name), (other, other_name)) if not found]
    complaints += [f"{word}: in {one_name} but not in {other_name}" for word in sorted(one - other)]
    complaints += [f"{word}: in {other_name} but not in {one_name}" for word in sorted(other - one)]
    return complaints
