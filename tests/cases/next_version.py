#!/usr/bin/env python3
"""Makes the record of a version that does not exist yet out of today's src/evidence/record.cpp.

  next_version.py key|format SOURCE RESULT

key: of a version with one more key. format: of one of the next format version, which reads no other.
"""

import sys
from pathlib import Path

CHANGES = {
    "key": [
        ('constexpr std::array fields{', 'bool tell_forecast(const Record&, std::size_t, std::string& line) { line += "fair"; return true; }\n'
         'void read_forecast(std::string_view, Record&) {}\n'
         'constexpr std::array fields{'),
        ('    field<&Record::claim>(', '    Field{"forecast", possible, tell_forecast, read_forecast},\n    field<&Record::claim>('),
    ],
    "format": [("std::to_string(format_version)", "std::to_string(format_version + 1)"),
               ("std::to_string(Record::format_version)", "std::to_string(Record::format_version + 1)")],
}  # fmt: skip


def main() -> None:
    kind, source, result = sys.argv[1:]
    text = Path(source).read_text()
    for old, new in CHANGES[kind]:
        if old not in text:
            sys.exit(f"{source} has no '{old}' any more: mend {sys.argv[0]}")
        text = text.replace(old, new)
    Path(result).write_text(text)


main()
