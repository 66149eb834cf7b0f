"""Every case from the field (a numbered list that the project keeps) is told by a story, which names it with @row."""

import unittest
from collections.abc import Iterator
from pathlib import Path

ROWS = range(1, 27)
NOT_TOLD: dict[int, str] = {}


def rows_of(suite: unittest.TestSuite) -> Iterator[int]:
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from rows_of(part)
        else:
            yield from getattr(getattr(part, part._testMethodName), "rows", ())


class Rows(unittest.TestCase):
    def test_every_case_has_a_story_or_a_reason_why_it_has_none(self) -> None:
        told = set(rows_of(unittest.defaultTestLoader.discover(str(Path(__file__).parent))))
        self.assertEqual(told | set(NOT_TOLD), set(ROWS))
        self.assertFalse(told & set(NOT_TOLD), "told, but said not to be")
