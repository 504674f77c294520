"""A plan as a folder of small files that people can read and change.

    districts.csv  area,district              units.csv      district,shift,units,crew
    shifts.csv     shift,start,end            stations.csv   district,area
    routes.geojson one feature per route: district, shift, day, unit, stops [{area, from_minute, minutes}]

The last three may be absent. Lines above the header of a CSV that begin with `#` say what made it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from common.files import write_aside
from common.reading import read_whole
from common.tables import number_column, parse_table
from planning.errors import PlanError
from planning.plan.model import SHIFTS, Plan, Shift, Units
from planning.plan.routes import read_routes, routes_text

DISTRICTS, UNITS, SHIFTS_FILE, STATIONS = "districts.csv", "units.csv", "shifts.csv", "stations.csv"
ROUTES = "routes.geojson"
LONGEST = 16
"""Hours that a shift may last."""


def read_plan(folder: Path) -> Plan:
    """Read the files of a plan; whether it fits some areas is for `check_plan`.

    Raises:
        PlanError: a file is missing or damaged, a row is given twice, a number is out of range.
    """
    if not folder.is_dir():
        raise PlanError(f"{folder}: expected the folder of a plan with {DISTRICTS} and {UNITS}, found none")
    areas = _table(folder / DISTRICTS, ("area", "district"))
    _once(areas, ["area"], DISTRICTS)
    made_by = _made_by(folder / DISTRICTS)
    shifts = _shifts(folder / SHIFTS_FILE) if (folder / SHIFTS_FILE).exists() else SHIFTS
    stations = {}
    if (folder / STATIONS).exists():
        table = _table(folder / STATIONS, ("district", "area"))
        _once(table, ["district"], STATIONS)
        stations = dict(zip(table["district"], table["area"], strict=True))
    routes = read_routes(folder / ROUTES) if (folder / ROUTES).exists() else ()
    return Plan(
        district=dict(zip(areas["area"], areas["district"], strict=True)),
        units=_units(folder / UNITS),
        shifts=shifts,
        stations=stations,
        routes=routes,
        made_by=made_by,
    )


def write_plan(plan: Plan, folder: Path) -> list[Path]:
    """Write the files of a plan, each aside and renamed; the folder is made where missing.

    Returns:
        The files written. Files of an older plan in the folder that this one has not are removed.

    Raises:
        OSError: the folder cannot be written.
    """
    texts = {
        DISTRICTS: _csv(plan.made_by, ("area", "district"), plan.district.items()),
        UNITS: _csv(
            plan.made_by,
            ("district", "shift", "units", "crew"),
            ((row.district, row.shift, row.units, row.crew) for row in plan.units),
        ),
        SHIFTS_FILE: _csv(
            plan.made_by,
            ("shift", "start", "end"),
            ((shift.name, shift.start, shift.end) for shift in plan.shifts),
        ),
    }
    if plan.stations:
        texts[STATIONS] = _csv(plan.made_by, ("district", "area"), plan.stations.items())
    if plan.routes:
        texts[ROUTES] = routes_text(plan.routes, plan.made_by)
    written = [write_aside(folder / name, partial(_write, text=text)) for name, text in texts.items()]
    for name in {STATIONS, ROUTES} - set(texts):
        (folder / name).unlink(missing_ok=True)
    return written


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    try:
        content = read_whole(path)
    except OSError as error:
        raise PlanError(f"{path}: expected a readable file ({error.strerror or error})") from error
    table = parse_table(content, path.name, columns, PlanError, comment="#")
    if table.empty:
        raise PlanError(f"{path.name}: expected rows below the header, got none")
    return table


def _made_by(path: Path) -> str:
    """The comment lines above the header, without their marks."""
    lines = []
    for line in read_whole(path).decode("utf-8-sig").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("#").strip().removeprefix("made by ").strip())
    return "\n".join(lines)


def _once(table: pd.DataFrame, columns: list[str], name: str) -> None:
    twice = table.index[table.duplicated(columns)]
    if len(twice):
        values = ", ".join(repr(table.loc[twice[0], column]) for column in columns)
        raise PlanError(f"{name}: row {twice[0]}: expected {' and '.join(columns)} once, got {values} again")


def _units(path: Path) -> tuple[Units, ...]:
    table = _table(path, ("district", "shift", "units", "crew"))
    _once(table, ["district", "shift", "crew"], path.name)
    units = number_column(table, "units", path.name, PlanError, whole=True)
    crew = number_column(table, "crew", path.name, PlanError, whole=True)
    for row, size in zip(table.index, crew, strict=True):
        if size not in (1, 2):
            raise PlanError(f"{path.name}: row {row}, column 'crew': expected 1 or 2 officers, got {size:g}")
    rows = zip(table["district"], table["shift"], units, crew, strict=True)
    return tuple(Units(district, shift, int(count), int(size)) for district, shift, count, size in rows)


def _shifts(path: Path) -> tuple[Shift, ...]:
    table = _table(path, ("shift", "start", "end"))
    _once(table, ["shift"], path.name)
    starts = number_column(table, "start", path.name, PlanError, whole=True)
    ends = number_column(table, "end", path.name, PlanError, whole=True)
    for row, start, end in zip(table.index, starts, ends, strict=True):
        if not (start < 24 and start < end <= start + LONGEST):
            raise PlanError(
                f"{path.name}: row {row}: expected a start before 24 and an end after it by at most "
                f"{LONGEST} hours (31 is 07:00 of the next day), got {start:g} to {end:g}"
            )
    rows = zip(table["shift"], starts, ends, strict=True)
    return tuple(Shift(name, int(start), int(end)) for name, start, end in rows)


def _csv(made_by: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    for number, line in enumerate(made_by.splitlines()):
        text.write(f"# made by {line}\n" if number == 0 else f"# {line}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
