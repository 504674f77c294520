"""The two outputs that NetLogo computes from its table: lists taken apart, and means over repetitions.

Both are made from the rows of the table as the journal keeps them.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence

from netlogo.behaviorspace.journal import Journal
from netlogo.behaviorspace.outputs import Heading
from netlogo.behaviorspace.run_result import quoted
from netlogo.runtime.maths.numbers import java_text, number_text


def lists_lines(heading: Heading, journal: Journal) -> Iterator[str]:
    """One line for each list that a metric reported, an item in each column."""
    one = heading.experiment
    yield from heading.lines("Lists")
    step = len(one.variables) + 1
    longest = max(
        (len(_items(text)) for row in _rows(journal) for text in row[step + 1 :] if "[" in text), default=0
    )
    titles = [f"[{i}]" for i in range(longest)] if longest > 1 else []
    names = ["[reporter]", "[run number]", *one.variables, "[step]", *titles]
    yield ",".join(map(quoted, names)) + "\n"
    for result in journal.results(lines=True):
        rows = list(csv.reader(io.StringIO("".join(result.lines), newline="")))
        for i, metric in enumerate(one.metrics, step + 1):
            for row in rows:
                if "[" in row[i]:
                    yield ",".join(map(quoted, [metric, *row[:step], row[step], *_items(row[i])])) + "\n"


def stats_lines(heading: Heading, journal: Journal) -> Iterator[str]:
    """Mean and standard deviation of each metric over the runs with the same settings, step by step.

    Metrics that are not numbers or lists of numbers throughout are left out. The deviation is that of a
    population, "N/A" for fewer than three runs, as in NetLogo.
    """
    one = heading.experiment
    width = len(one.variables)
    kinds = _kinds(journal, width + 2, len(one.metrics))
    used = [i for i, kind in enumerate(kinds) if kind]
    names = [f"({word}) {one.metrics[i]}" for i in used for word in ("mean", "std")]
    yield from heading.lines("Stats")
    yield ",".join(map(quoted, [*one.variables, "[step]", *names])) + "\n"
    groups: dict[tuple[str, ...], dict[int, list[list[str]]]] = {}
    for row in _rows(journal):
        steps = groups.setdefault(tuple(row[1 : width + 1]), {})
        steps.setdefault(int(row[width + 1]), []).append([row[width + 2 + i] for i in used])
    for settings, steps in groups.items():
        for step in sorted(steps):
            fields = [*settings, str(step)]
            for column, i in zip(zip(*steps[step], strict=True), used, strict=True):
                fields += (
                    _list_figures(column)
                    if kinds[i] == "list"
                    else _figures(list(map(float, column)), number_text)
                )
            yield ",".join(map(quoted, fields)) + "\n"


def _rows(journal: Journal) -> Iterator[list[str]]:
    for result in journal.results(lines=True):
        yield from csv.reader(io.StringIO("".join(result.lines), newline=""))


def _items(text: str) -> list[str]:
    """The items of a printed list, those of lists in it as well."""
    return text.replace('"', "").replace("[", "").replace("]", "").split(" ")


def _kinds(journal: Journal, first: int, metrics: int) -> list[str]:
    """For each metric "number", "list", or nothing where it has other or mixed values."""
    kinds = [""] * metrics
    wrong = [False] * metrics
    for row in _rows(journal):
        for i, text in enumerate(row[first:]):
            kind = "list" if "[" in text else "number"
            numbers = _items(text) if kind == "list" and text != "[]" else [] if kind == "list" else [text]
            if kinds[i] not in ("", kind) or not all(map(_is_number, numbers)):
                wrong[i] = True
            kinds[i] = kind
    return ["" if bad else kind for kind, bad in zip(kinds, wrong, strict=True)]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _list_figures(texts: Sequence[str]) -> list[str]:
    lists = [[float(item) for item in _items(text) if item] for text in texts]
    pairs = [
        _figures([numbers[i] for numbers in lists if i < len(numbers)], java_text)
        for i in range(max(map(len, lists)))
    ]
    return [f"[{' '.join(mean for mean, _ in pairs)}]", f"[{' '.join(std for _, std in pairs)}]"]


def _figures(numbers: list[float], text: Callable[[float], str]) -> list[str]:
    mean = _total(numbers) / len(numbers)
    if len(numbers) <= 2:
        return [text(mean), "N/A"]
    deviation = math.sqrt(_total([(number - mean) * (number - mean) for number in numbers]) / len(numbers))
    return [text(mean), text(deviation)]


def _total(numbers: list[float]) -> float:
    """Added from left to right; other orders differ in the last digit."""
    total = 0.0
    for number in numbers:
        total += number
    return total
