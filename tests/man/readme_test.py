"""Fails if the README shows no recorded session where one belongs, or one that no command records, or if the picture of
how a node decides is not of its source.  Argument: the top folder of the sources."""

import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
readme = (top / "README.md").read_text(encoding="utf-8")
recorder = (top / "tests/scenarios/record_sessions").read_text(encoding="utf-8")
source = (top / "man/how-it-decides.dot").read_text(encoding="utf-8")
picture = (top / "man/how-it-decides.svg").read_text(encoding="utf-8")

complaints = []
shown = dict(re.findall(r"<!-- session: ([a-z ]+) -->\n(.*?)<!-- /session: \1 -->", readme, re.DOTALL))
recorded = set(re.findall(r'^    "([a-z ]+)": \w+,$', recorder, re.MULTILINE))
complaints += [f"README.md shows the session '{name}', which is not recorded" for name in shown.keys() - recorded]
complaints += [f"README.md does not show the session '{name}'" for name in recorded - shown.keys()]
complaints += [f"the session '{name}' in README.md is empty" for name, text in shown.items() if "# " not in text]

lines = [line.strip() for label in re.findall(r'label="([^"]+)"', source) for line in label.split(r"\n")]
drawn = [text.replace("&#39;", "'").strip() for text in re.findall(r"<text [^>]*>(.*?)</text>", picture)]
if not lines or not recorded:
    complaints.append("nothing was found in the picture's source, or in the recorder")
if sorted(lines) != sorted(drawn):
    complaints.append(f"how-it-decides.svg is not of how-it-decides.dot: {set(lines) ^ set(drawn)}")
sys.exit("\n".join(complaints) or None)
