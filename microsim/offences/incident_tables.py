"""Tables of what happens around an incident: when it is reported, how urgent it is, how long a unit works on
it.

Users replace the packaged tables with their own, in the same layout; `data/README.md` has the source of each
figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataError
from microsim.offences.offence_rows import require_all, rows_of_offences
from microsim.reference.known_names import shown
from microsim.reference.strict_tables import State, file_state, number_column, read_table
from microsim.storage.packaged_data import data_dir

FloatArray = npt.NDArray[np.float64]

GRADES = ("emergency", "priority", "standard", "resolved without attendance")
"""Names of grades 1 to 4."""

GRADE_COLUMNS = tuple(f"grade_{number}" for number in range(1, 5))
SCENE_COLUMNS = ("scene_mean", "scene_median")
DELAY_COLUMNS = ("at_once", "at_once_minutes", "found", "found_hours", "later_hours")
HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
FOUND_TIMES = 2
"""At most so many times a day at which people come by and find what happened."""


@dataclass(frozen=True)
class Handling:
    """How urgent incidents of each type are and how long they take; axis 0 is the type."""

    grade: FloatArray
    """Chance of grades 1 to 4, shape (types, 4)."""
    scene_mean: FloatArray
    """Mean minutes of work of one unit on the scene."""
    scene_median: FloatArray
    """Their median; the distribution is lognormal."""


@dataclass(frozen=True)
class ReportDelays:
    """How long after they happen crimes of each offence are reported: a mixture of three parts, shape
    (offences,)."""

    at_once: FloatArray
    """Chance of being reported while it happens or right after."""
    at_once_minutes: FloatArray
    """Median of the delay of these."""
    found: FloatArray
    """Chance of being found the next time that somebody comes by."""
    found_from: FloatArray
    """Hours of the day between which somebody comes by, shape (offences, 2); the same twice for one time."""
    found_to: FloatArray
    later_hours: FloatArray
    """Median of the delay of all others."""


@dataclass(frozen=True)
class IncidentTables:
    """Delay of report, grade and minutes on the scene by offence, in the order of the offences."""

    delays: ReportDelays
    handling: Handling


def read_incident_tables(
    offences: pd.DataFrame, delays: Path | None = None, grades: Path | None = None
) -> IncidentTables:
    """The tables of reports and grades for some offences.

    Args:
        offences: as `offences.read_offences` gives them.
        delays: a table in the layout of `data/report_delays.csv`; None is that file.
        grades: a table in the layout of `data/grades.csv`; None is that file.

    Raises:
        DataError: a missing column or offence, an unknown name, a chance that is none, or times that are
        none.
    """
    delays = delays or data_dir() / "report_delays.csv"
    grades = grades or data_dir() / "grades.csv"
    states = file_state(delays), file_state(grades)
    if states[0] is None or states[1] is None:
        return _read(offences, delays, grades)
    named = tuple(zip(offences["code"], offences["category"], strict=True))
    return _read_as_of(named, states[0], states[1])


@lru_cache(maxsize=4)
def _read_as_of(named: tuple[tuple[str, str], ...], delays: State, grades: State) -> IncidentTables:
    """The tables of files that are still the same: many forces ask for them."""
    return _read(pd.DataFrame(named, columns=["code", "category"], dtype=object), delays[0], grades[0])


def _read(offences: pd.DataFrame, delays: Path, grades: Path) -> IncidentTables:
    table = read_table(
        delays, ("category", "code", *DELAY_COLUMNS), blank=("category", "code", "found_hours")
    )
    rows = rows_of_offences(table, offences, delays.name)
    require_all(rows, offences, delays.name)
    columns = ("category", "code", *GRADE_COLUMNS, *SCENE_COLUMNS)
    graded = read_table(grades, columns, blank=("category", "code"))
    by_offence = rows_of_offences(graded, offences, grades.name)
    require_all(by_offence, offences, grades.name)
    return IncidentTables(
        ReportDelays(*(column[rows] for column in _delay_columns(table, delays.name))),
        handling_of(graded, grades.name, by_offence),
    )


def handling_of(table: pd.DataFrame, name: str, rows: npt.NDArray[np.int64]) -> Handling:
    """The chance of each grade and the minutes on the scene of some rows of a table.

    Raises:
        DataError: chances of a row that do not add up to 1, or a median that is 0 or above its mean.
    """
    grade = np.column_stack([_numbers(table, column, name) for column in GRADE_COLUMNS])
    wrong = np.flatnonzero(np.abs(grade.sum(axis=1) - 1) > 1e-6)
    if len(wrong):
        raise DataError(
            f"{name}: row {wrong[0] + 2}: expected chances of the grades that add up to 1, "
            f"got {grade[wrong[0]].sum():g}"
        )
    mean, median = (_numbers(table, column, name) for column in SCENE_COLUMNS)
    wrong = np.flatnonzero((median <= 0) | (median > mean))
    if len(wrong):
        raise DataError(
            f"{name}: row {wrong[0] + 2}: expected a median of minutes above 0 and not above their mean, "
            f"got {median[wrong[0]]:g} and {mean[wrong[0]]:g}"
        )
    return Handling(grade[rows], mean[rows], median[rows])


def _delay_columns(table: pd.DataFrame, name: str) -> tuple[FloatArray, ...]:
    at_once, minutes, found, later = (
        _numbers(table, column, name) for column in DELAY_COLUMNS if column != "found_hours"
    )
    wrong = np.flatnonzero(at_once + found > 1 + 1e-9)
    if len(wrong):
        raise DataError(
            f"{name}: row {wrong[0] + 2}: expected chances at_once and found that add up to at most 1, "
            f"got {at_once[wrong[0]] + found[wrong[0]]:g}"
        )
    hours = np.array([_hours(text, name, row + 2) for row, text in enumerate(table["found_hours"])])
    without = np.flatnonzero((found > 0) & np.isnan(hours[:, 0, 0]))
    if len(without):
        raise DataError(f"{name}: row {without[0] + 2}, column 'found_hours': expected hours, got ''")
    return at_once, minutes, found, hours[:, :, 0], hours[:, :, 1], later


def _numbers(table: pd.DataFrame, column: str, name: str) -> FloatArray:
    return np.asarray(number_column(table, column, name), dtype=np.float64)


def _hours(text: str, name: str, row: int) -> list[list[float]]:
    """The hours of a text such as `06-10 17-21`; NaN where it is empty."""
    found = [HOURS.fullmatch(part) for part in text.split()]
    spans = [[float(one[1]), float(one[2])] for one in found if one is not None]
    right = len(spans) == len(found) <= FOUND_TIMES and all(0 <= low < high <= 24 for low, high in spans)
    if not right:
        raise DataError(
            f"{name}: row {row}, column 'found_hours': expected hours of the day such as '06-10 17-21', "
            f"got {shown(text)}"
        )
    spans = spans or [[float("nan")] * 2]
    return [spans[0], spans[-1]]
