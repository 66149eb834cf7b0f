"""The mutants that no test can tell from the product, as equivalents.txt names them.

    src/room/file.cpp function: the reason, on one line
        kind: the line, with «» around what is changed -> what it becomes

More mutants may follow a reason. They are known by their texts, so lines may come and go around them."""

from pathlib import Path

from planting import Mutant

LIST = Path(__file__).resolve().parent / "equivalents.txt"
Key = tuple[str, str, str]


def key_of(mutant: Mutant) -> Key:
    return mutant.file, mutant.function, f"{mutant.kind}: {mutant.place} -> {mutant.becomes}".strip()


class Equivalents:
    def __init__(self, keys: set[Key]) -> None:
        self._keys = keys

    @staticmethod
    def parse(text: str) -> "Equivalents":
        keys: set[Key] = set()
        heading: tuple[str, str] | None = None
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith(" "):
                if heading is None:
                    raise SystemExit(f"equivalents:{number}: no reason")
                keys.add((*heading, line.strip()))
                continue
            place, _, reason = line.partition(": ")
            file, _, function = place.partition(" ")
            if not function or not reason.strip():
                raise SystemExit(f"equivalents:{number}: not 'file function: reason'")
            heading = file, function
        return Equivalents(keys)

    @staticmethod
    def read(files: set[str]) -> "Equivalents":
        """Those of some files."""
        every = Equivalents.parse(LIST.read_text() if LIST.exists() else "")
        return Equivalents({key for key in every._keys if key[0] in files})

    def __contains__(self, mutant: object) -> bool:
        return isinstance(mutant, Mutant) and key_of(mutant) in self._keys

    def unused(self, mutants: list[Mutant]) -> list[str]:
        return sorted(": ".join(key) for key in self._keys - {key_of(mutant) for mutant in mutants})
