"""Fails if the documents show a recorded session nowhere, twice or empty, or one that no command records; if a figure of the
README's phases of a recovery is not in the session that they are of; or if the picture of how a node decides is not of its
source.  Argument: the top folder of the sources."""

import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
sys.dont_write_bytecode = True
sys.path.insert(0, str(top / "tests/scenarios"))
from documents import shown_sessions  # noqa: E402

readme = (top / "README.md").read_text(encoding="utf-8")
recorder = (top / "tests/scenarios/record_sessions").read_text(encoding="utf-8")
source = (top / "man/how-it-decides.dot").read_text(encoding="utf-8")
picture = (top / "man/how-it-decides.svg").read_text(encoding="utf-8")

complaints = []
shown = [(file.name, name, text) for file, sessions in shown_sessions(top).items() for name, text in sessions.items()]
names = [name for _, name, _ in shown]
recorded = set(re.findall(r'^    "([a-z ]+)": \w+,$', recorder, re.MULTILINE))
complaints += [f"{file} shows the session '{name}', which is not recorded" for file, name, _ in shown if name not in recorded]
complaints += [f"{names.count(name)} documents show the session '{name}'" for name in recorded if names.count(name) != 1]
complaints += [f"the session '{name}' in {file} is empty" for file, name, text in shown if "# " not in text]

phases = re.search(r"<!-- phases of: ([a-z ]+) -->\n(.*?)<!-- /phases -->", readme, re.DOTALL)
if phases:
    session = " ".join(" ".join(text for _, name, text in shown if name == phases[1]).split())
    figures = re.findall(r"\d+ ms", phases[2])
    complaints += [f"README.md has {figure}, which the session '{phases[1]}' has not" for figure in figures if figure not in session]
if not phases or not figures:
    complaints.append("README.md shows no phases of a recovery")

lines = [line.strip() for label in re.findall(r'label="([^"]+)"', source) for line in label.split(r"\n")]
drawn = [text.replace("&#39;", "'").strip() for text in re.findall(r"<text [^>]*>(.*?)</text>", picture)]
if not lines or not recorded:
    complaints.append("nothing was found in the picture's source, or in the recorder")
if sorted(lines) != sorted(drawn):
    complaints.append(f"how-it-decides.svg is not of how-it-decides.dot: {set(lines) ^ set(drawn)}")
sys.exit("\n".join(complaints) or None)
