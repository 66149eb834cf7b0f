"""Where recorded sessions stand: between two marks with their names, in the README or in a manual page."""

import re
from pathlib import Path


class Format:
    """How a kind of document shows what is on a screen."""

    def __init__(self, mark: str, begin: str, line: str, end: str) -> None:
        self._mark = mark
        self._begin = begin
        self._line = line
        self._end = end

    def marks(self, name: str) -> tuple[str, str]:
        return self._mark.format(f"session: {name}"), self._mark.format(f"/session: {name}")

    def block(self, session: str) -> str:
        return self._begin + "".join(self._line.format(line).rstrip() + "\n" for line in session.splitlines()) + self._end

    def text(self, block: str) -> str:
        """What block() was made of."""
        indent = len(self._line.format(""))
        lines = block.removeprefix(self._begin).removesuffix(self._end).splitlines()
        return "\n".join(line[indent:] for line in lines)

    def sessions(self, document: str) -> dict[str, str]:
        begin, end = (re.escape(self._mark.format(word)) for word in ("session: NAME", "/session: NAME"))
        pattern = begin.replace("NAME", "([a-z ]+)") + "\n(.*?)" + end.replace("NAME", r"\1")
        return {name: self.text(block) for name, block in re.findall(pattern, document, re.DOTALL)}


class Manual(Format):
    """mdoc(7): a backslash, and a period or an apostrophe that begins a line, would be orders there."""

    def __init__(self) -> None:
        super().__init__('.\\" {}', ".Bd -literal\n", "{}", ".Ed\n")

    def block(self, session: str) -> str:
        return super().block(re.sub(r"^(?=[.'])", r"\\&", session.replace("\\", r"\e"), flags=re.MULTILINE))

    def text(self, block: str) -> str:
        return re.sub(r"^\\&", "", super().text(block), flags=re.MULTILINE).replace(r"\e", "\\")


MARKDOWN = Format("<!-- {} -->", "", "    {}", "")
MANUAL = Manual()


def documents(top: Path) -> dict[Path, Format]:
    """Of the sources in this folder."""
    return {top / "README.md": MARKDOWN, **{page: MANUAL for page in sorted((top / "man").glob("*.[1-8]"))}}


def shown_sessions(top: Path) -> dict[Path, dict[str, str]]:
    return {file: form.sessions(file.read_text(encoding="utf-8")) for file, form in documents(top).items()}


def put_session(top: Path, name: str, session: str) -> None:
    """@throws LookupError if no document, or more than one, has a place for it"""
    places = [(file, form) for file, form in documents(top).items() if name in form.sessions(file.read_text(encoding="utf-8"))]
    if len(places) != 1:
        raise LookupError(f"not one document has a place for the session '{name}', but {len(places)}")
    ((file, form),) = places
    begin, end = form.marks(name)
    before, rest = file.read_text(encoding="utf-8").split(f"{begin}\n")
    _, after = rest.split(end)
    file.write_text(f"{before}{begin}\n{form.block(session)}{end}{after}", encoding="utf-8")
