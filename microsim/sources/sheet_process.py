"""Reads a spreadsheet from standard input and writes the texts of its sheets as JSON; a program of its own.

A small file may hold billions of cells, far away or repeated, for which the reader takes memory until its
process ends. So its process has limits, and is not ours. Imports nothing of this project, to start quickly.
"""

import io
import json
import sys
from contextlib import suppress

SECONDS = 120
"""Of the processor."""
CHARACTERS = 256 * 2**20
"""Of the texts together."""


def limit(memory: int) -> None:
    """Let the operating system end this process where it takes more bytes than this, or too long."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, hard))


def text(value: object) -> str:
    """A cell as text: the code 104 may be kept as the number 104.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def main() -> int:
    """Exit code 0 with the sheets, 1 with a reason: no spreadsheet; 2: too much text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets, have = {}, 0
        for name in book.sheet_names:
            rows = []
            for row in book.get_sheet_by_name(name).iter_rows():
                texts = [text(cell) for cell in row]
                have += sum(map(len, texts)) + len(texts)
                if have > CHARACTERS:
                    return 2
                rows.append(texts)
            sheets[name] = rows
    except CalamineError as error:
        print(str(error)[:300])
        return 1
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    sys.exit(main())
