"""The results of runs on disk while an experiment goes on, in the order in which they came.

A killed experiment goes on from its journal; the outputs are written from it at the end. Memory holds no more
than where each run lies in the file. Each record is a line of JSON followed by the run's lines of the table.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from netlogo.behaviorspace.experiment import ExperimentError
from netlogo.behaviorspace.run_result import RunResult

FORMAT = 1


class Journal:
    """Results of an experiment of `runs` runs; it is gone on with only where `identity` is the same."""

    def __init__(self, path: Path, identity: str, runs: int) -> None:
        self.path = path
        self._places = array("q", [-1]) * (runs + 1)
        self.found = 0
        """How many runs were there when it was opened."""
        header = json.dumps({"journal": FORMAT, "experiment": identity}).encode() + b"\n"
        self._file = path.open("r+b" if path.exists() else "w+b")
        first = self._file.readline()
        if first and first != header and first.endswith(b"\n"):
            self._file.close()
            raise ExperimentError(
                f"{str(path)!r} holds results of another experiment or another version of this model;"
                " delete it or start anew"
            )
        if first == header:
            self._take_stock()
        else:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(header)
            self._file.flush()

    def __contains__(self, number: int) -> bool:
        return self._places[number] >= 0

    def __len__(self) -> int:
        return sum(1 for place in self._places if place >= 0)

    def add(self, result: RunResult) -> None:
        """Write a run down."""
        head = asdict(result)
        body = "".join(head.pop("lines")).encode()
        place = self._file.seek(0, os.SEEK_END)
        self._file.write(json.dumps([head, len(body)]).encode() + b"\n" + body)
        self._file.flush()
        self._places[result.number] = place

    def results(self, *, lines: bool) -> Iterator[RunResult]:
        """All runs by number, with or without their lines; each is read when it is asked for."""
        for place in self._places:
            if place >= 0:
                self._file.seek(place)
                head, size = json.loads(self._file.readline())
                result = RunResult(**head)
                if lines:
                    result.lines = [self._file.read(size).decode()]
                yield result

    def close(self, *, delete: bool) -> None:
        """Let go of the file; delete it when the outputs are written."""
        self._file.close()
        if delete:
            self.path.unlink(missing_ok=True)

    def _take_stock(self) -> None:
        """Find the runs that are complete in the file, and cut off one that was being written."""
        end = self._file.tell()
        total = os.fstat(self._file.fileno()).st_size
        while True:
            line = self._file.readline()
            entry = _parsed(line)
            if entry is None or self._file.tell() + entry[1] > total:
                break
            self._places[entry[0]["number"]] = end
            self.found += 1
            end = self._file.seek(entry[1], os.SEEK_CUR)
        self._file.truncate(end)


def _parsed(line: bytes) -> tuple[dict[str, Any], int] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        head, size = json.loads(line)
    except ValueError:
        return None
    return head, size
