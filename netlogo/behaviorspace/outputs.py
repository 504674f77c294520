"""Writes an experiment's results in NetLogo's formats: table and spreadsheet, and a list of the runs.

Results come one by one from the journal, so that none of the outputs needs all of them in memory.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from netlogo.behaviorspace.experiment import Experiment
from netlogo.behaviorspace.journal import Journal
from netlogo.behaviorspace.run_result import RunResult, quoted
from netlogo.behaviorspace.world_size import Size
from netlogo.runtime.maths.numbers import number_text

BLOCK = 32 * 1024 * 1024
"""Characters of the spreadsheet's data that are turned from rows into columns at a time."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of every output: the model as it was named, the experiment, the world."""

    model: str
    experiment: Experiment
    size: Size

    def lines(self, kind: str) -> Iterator[str]:
        """The six lines of NetLogo's header."""
        now = datetime.now().astimezone()
        yield f'"BehaviorSpace results (NetLogo 6.4.0)","{kind} version 2.0"\n'
        yield quoted(self.model) + "\n"
        yield quoted(self.experiment.name) + "\n"
        yield quoted(f"{now:%m/%d/%Y %H:%M:%S}:{now.microsecond // 1000:03d} {now:%z}") + "\n"
        yield '"min-pxcor","max-pxcor","min-pycor","max-pycor"\n'
        yield ",".join(quoted(str(limit)) for limit in self.size) + "\n"


def table_lines(heading: Heading, journal: Journal) -> Iterator[str]:
    """The table: one line for each measurement, run by run."""
    one = heading.experiment
    yield from heading.lines("Table")
    yield ",".join(map(quoted, ["[run number]", *one.variables, "[step]", *one.metrics])) + "\n"
    for result in journal.results(lines=True):
        yield from result.lines


def spreadsheet_lines(heading: Heading, journal: Journal) -> Iterator[str]:
    """The spreadsheet: a group of columns for each complete run, figures over its steps above the data."""
    one = heading.experiment
    width = len(one.metrics) + 1

    def row(title: str, fields: Callable[[RunResult], Iterable[str]]) -> Iterator[str]:
        yield quoted(title)
        empty = True
        for result in _complete(journal):
            yield "," + ",".join(fields(result))
            empty = False
        yield ",\n" if empty else "\n"

    yield from heading.lines("Spreadsheet")
    runs = sum(1 for _ in _complete(journal))
    yield quoted("[run number]")
    for result in _complete(journal):
        yield "," + ",".join([quoted(str(result.number))] * width)
    yield "\n"
    padding = [""] * (width - 1)
    for i, name in enumerate(one.variables):
        yield from row(name, lambda result, i=i: [result.settings[i], *padding])  # type: ignore[misc]
    titles = "," + ",".join(map(quoted, ["[step]", *one.metrics]))
    many = one.every_step or bool(one.metrics_condition.strip())
    if many and one.metrics:
        yield quoted("[reporter]") + titles * runs + "\n"
        yield from row("[final]", lambda result: result.final)
        yield from row("[min]", lambda result: result.low)
        yield from row("[max]", lambda result: result.high)
        yield from row("[mean]", lambda result: result.mean)
    yield from row("[total steps]", lambda result: [quoted(str(result.steps))] * width)
    if one.metrics:
        yield "\n" + quoted("[all run data]" if many else "[final value]") + titles * runs + "\n"
        yield from _data_rows(one, journal, width)


def _data_rows(one: Experiment, journal: Journal, width: int) -> Iterator[str]:
    """Measurements side by side; blocks of rows that fit into memory are collected from all runs in turn."""
    longest = max((result.measurements for result in _complete(journal)), default=0)
    runs = sum(1 for _ in _complete(journal))
    if not runs:
        return
    # NetLogo writes one row more than the longest run has measurements where a condition chooses them
    rows = longest + 1 if one.metrics_condition.strip() and not one.every_step else longest
    blank = "," * width
    at_once = max(1, BLOCK // (runs * width * 24))
    for start in range(0, rows, at_once):
        block: list[list[str]] = [[] for _ in range(min(at_once, rows - start))]
        for result in _complete(journal, lines=True):
            measured = _measurements(result, len(one.variables) + 1)
            for i, fields in enumerate(measured):
                if start <= i < start + len(block):
                    block[i - start].append("," + ",".join(map(quoted, fields)))
            for i in range(max(0, result.measurements - start), len(block)):
                block[i].append(blank)
        for row in block:
            yield "".join(row) + "\n"


def _complete(journal: Journal, *, lines: bool = False) -> Iterator[RunResult]:
    return (result for result in journal.results(lines=lines) if result.complete)


def _measurements(result: RunResult, skip: int) -> Iterator[list[str]]:
    """Step and metrics of every line of a run."""
    for row in csv.reader(io.StringIO("".join(result.lines), newline="")):
        yield row[skip:]


def run_lines(one: Experiment, journal: Journal) -> Iterator[str]:
    """One line for each run: its settings, steps, final tick, why it ended, seconds and errors."""
    names = ["[run number]", *one.variables, "steps", "final tick", "ended by", "seconds", "errors"]
    yield ",".join(map(quoted, names)) + "\n"
    for result in journal.results(lines=False):
        figures = [str(result.steps), number_text(result.ticks), result.end, f"{result.seconds:.3f}"]
        texts = map(quoted, [*figures, "; ".join(result.errors)])
        yield ",".join([quoted(str(result.number)), *result.settings, *texts]) + "\n"


@contextmanager
def _written_aside(path: Path) -> Iterator[TextIO]:
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        yield file
    os.replace(aside, path)


def write(target: Path | TextIO, lines: Iterable[str]) -> None:
    """Write an output to a stream, or aside and then into place."""
    if isinstance(target, Path):
        with _written_aside(target) as file:
            file.writelines(lines)
    else:
        target.writelines(lines)
