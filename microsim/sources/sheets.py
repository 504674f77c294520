"""The sheets of a spreadsheet of unknown origin, read in a process with limits of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from microsim.errors import DataError

PROCESS = Path(__file__).with_name("sheet_process.py")
MOST_MIB = 64
"""Of the file itself; real ones have 20."""

MEMORY = 2 * 2**30
"""Bytes that reading may take; the largest tables of the Home Office take half of it."""


def read_sheets(content: bytes, name: str) -> dict[str, list[list[str]]]:
    """The texts of each sheet, row by row; whole numbers without a decimal point.

    Args:
        content: of an `.ods`, `.xlsx` or `.xls` file.
        name: for messages.

    Raises:
        DataError: no spreadsheet, or one that takes too much memory or time when it is read.
    """
    if len(content) > MOST_MIB * 2**20:
        raise DataError(
            f"{name}: expected a spreadsheet of at most {MOST_MIB} MiB, got {len(content):,} bytes"
        )
    command = [sys.executable, "-P", str(PROCESS), str(MEMORY)]
    found = subprocess.run(command, input=content, capture_output=True, check=False)
    if found.returncode == 1 and found.stdout:
        reason = found.stdout.decode("utf-8", "replace").strip()
        raise DataError(f"{name}: expected a spreadsheet, .ods or .xlsx ({reason})")
    if found.returncode:
        raise DataError(
            f"{name}: expected a spreadsheet that fits into memory, but it takes more than any real one; "
            "has it cells far from the others?"
        )
    sheets: dict[str, list[list[str]]] = json.loads(found.stdout)
    return sheets
