"""Stays of units are added up by unit and area; those of the burn-in and of unknown units are told apart."""

from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bridge.police.table_columns import TableColumns
from bridge.results.model_tables import write_model_tables
from bridge.results.unit_cells import UnitCells, adds_up

START = datetime(2018, 7, 1)
TOURS = ("unit", "district", "shift", "crew", "start", "end")


def tours(*rows: tuple[float, str, str, float]) -> TableColumns:
    return TableColumns.of("tours", TOURS, [[*row, 0.0, 600.0] for row in rows])


PLACES = TableColumns.of("places", ("index", "area"), [[0.0, "A"], [1.0, "B"]])
WIDE = ("stay-1", "stay-2", "stay-3")


def stays(*found: tuple[int, int, int, float]) -> TableColumns:
    """Unit, place of the area, status and minutes, in rows of three."""
    numbers: list[object] = [
        2048 * (8 * (16384 * unit + area) + status) + minutes for unit, area, status, minutes in found
    ]
    numbers += [""] * (-len(numbers) % 3)
    rows = [[float(n) if n != "" else n for n in numbers[at : at + 3]] for at in range(0, len(numbers), 3)]
    return TableColumns.of("stays", WIDE, rows)


def written(folder: Path, exchanges: list[list[TableColumns]], burn_in: int = 0) -> list[str]:
    return write_model_tables(lambda: exchanges, folder, START, START, burn_in)


def test_minutes_are_added_up_by_unit_and_area(tmp_path: Path) -> None:
    exchanges = [
        [tours((2.0, "north", "late", 1.0)), PLACES, stays((2, 1, 0, 30.0), (1, 0, 0, 10.25))],
        [
            tours((1.0, "south", "early", 2.0)),
            stays((2, 1, 0, 5.0), (2, 1, 1, 4.0), (2, 0, 4, 1.0), (2, 1, 1, 1.0)),
        ],
    ]
    assert written(tmp_path, exchanges) == ["tours.parquet", "units.parquet"]
    rows = pq.read_table(tmp_path / "units.parquet").to_pylist()
    assert [
        (row["unit"], row["area"], row["patrolling"], row["travelling"], row["meal"]) for row in rows
    ] == [
        (1, "A", 10.25, 0.0, 0.0),
        (2, "A", 0.0, 0.0, 1.0),
        (2, "B", 35.0, 5.0, 0.0),
    ]
    assert (rows[0]["district"], rows[0]["shift"], rows[0]["crew"]) == ("south", "early", 2)


def test_stays_of_the_burn_in_do_not_count(tmp_path: Path) -> None:
    exchanges = [
        [tours((1.0, "south", "early", 2.0)), PLACES, stays((1, 0, 0, 99.0))],
        [tours(), stays((1, 0, 0, 1.0))],
    ]
    written(tmp_path, exchanges, burn_in=1)
    [row] = pq.read_table(tmp_path / "units.parquet").to_pylist()
    assert (row["patrolling"], row["shift"], row["area"]) == (1.0, "early", "A")


def test_sums_do_not_depend_on_how_rows_are_parted() -> None:
    found = [(1, 0, k % 5, 0.1 * k) for k in range(50)]
    whole, parted = UnitCells(), UnitCells()
    whole.take(stays(*found), counts=True)
    for one in found:
        parted.take(stays(one), counts=True)
    assert whole.table().equals(parted.table())


@pytest.mark.parametrize(
    ("names", "fits"),
    [
        ({"tours": TOURS, "stays": WIDE, "places": ("index", "area")}, True),
        ({"stays": WIDE, "places": ("index", "area")}, False),
        ({"tours": TOURS, "stays": WIDE}, False),
        ({"tours": TOURS, "stays": ("mine",), "places": ("index", "area")}, False),
        ({"tours": TOURS, "stays": WIDE, "places": ("index", "area"), "units": ("unit",)}, False),
    ],
)
def test_tables_of_other_columns_are_left_as_they_are(names: dict[str, tuple[str, ...]], fits: bool) -> None:
    assert adds_up({name: dict.fromkeys(columns, "float") for name, columns in names.items()}) is fits
