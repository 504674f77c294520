"""A made-up archive in the layout of data.police.uk, of any size, for timing what reads it.

    python -m tests.bench.street_archive ARCHIVE.zip ROWS [MONTHS] [FORCES]

Every force has rows by its number of LSOAs, every LSOA its own map points; the last ten months are placed in
LSOAs of 2021 and the others in those of 2011, as in an archive of March 2024. What is made up is the crimes,
not the work of reading them: columns, lengths of texts and repeated IDs are those of the real files.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from microsim.offences.outcomes import outcome_table
from microsim.reference.forces import Force, forces
from microsim.reference.geography import packaged_geography
from microsim.reference.known_names import ASB, CATEGORIES
from microsim.reference.lsoa_changes import FIRST_2021

LAST = "2024-03"
POINTS = 8
"""Map points in an LSOA."""
STREETS = ("Claines Road", "Buxton Walk", "The Copse", "Supermarket", "Parking Area", "Station Approach")
NO_LSOA = 0.015
"""Of the rows, those without a place."""
SAME_ID = 0.02
"""Of the rows, those with the ID of the row before."""
PLAIN = pacsv.WriteOptions(include_header=False, quoting_style="none")
WEIGHTS = np.array([22.0, 1, 6, 6, 3, 3, 9, 2, 7, 1, 1, 7, 6, 26])


@dataclass(frozen=True)
class Places:
    """The LSOAs of a force in one year: codes, names, and map points in degrees, shape (LSOAs, POINTS)."""

    lsoas: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]


def write_archive(path: Path, rows: int, months: int = 36, of: int = 43, seed: int = 1) -> int:
    """Write about `rows` rows of the first `of` forces, and say how many they were."""
    rng = np.random.default_rng(seed)
    chosen = forces()[:of]
    places = {year: _places(year, rng) for year in (2011, 2021)}
    lsoas = np.array([len(places[2011][force.name].lsoas) for force in chosen], dtype=np.float64)
    each = np.maximum((rows / months * lsoas / lsoas.sum()).astype(int), 1)
    outcomes = [text.capitalize() for text in outcome_table()]
    span = [str(month) for month in pd.period_range(end=LAST, periods=months, freq="M")]
    written = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for month in span:
            year = 2021 if month >= FIRST_2021 else 2011
            for force, number in zip(chosen, each.tolist(), strict=True):
                count = int(rng.poisson(number))
                table = _table(force, month, places[year][force.name], outcomes, count, rng)
                content = io.BytesIO()
                content.write((",".join(table.column_names) + "\n").encode())
                pacsv.write_csv(table, content, PLAIN)
                archive.writestr(f"{month}/{month}-{force.slug}-street.csv", content.getvalue())
                written += count
    return written


def _places(year: int, rng: np.random.Generator) -> dict[str, Places]:
    known = packaged_geography(year)
    table = pd.DataFrame(known.lsoa_to_msoa.items(), columns=["lsoa", "msoa"])
    table["force"] = table["msoa"].map(known.areas["force"])
    table["name"] = table["msoa"].map(known.areas["authority"]).str.partition(",")[0] + " 001A"
    found = {}
    for force, mine in table.groupby("force"):
        shape = (len(mine), POINTS)
        found[str(force)] = Places(
            mine["lsoa"].to_numpy(dtype=object),
            mine["name"].to_numpy(dtype=object),
            np.round(rng.uniform(-3, 1, shape), 6),
            np.round(rng.uniform(51, 55, shape), 6),
        )
    return found


def _table(
    force: Force, month: str, places: Places, outcomes: list[str], count: int, rng: np.random.Generator
) -> pa.Table:
    """The rows of one file."""
    category = rng.choice(len(CATEGORIES), count, p=WEIGHTS / WEIGHTS.sum())
    lsoa = rng.integers(0, len(places.lsoas), count)
    point = rng.integers(0, POINTS, count)
    lost = rng.random(count) < NO_LSOA
    asb = category == CATEGORIES.index(ASB)
    names = [name.capitalize() for name in CATEGORIES]
    constant = {
        "Month": month,
        "Reported by": force.police_uk,
        "Falls within": force.police_uk,
    }
    return pa.table(
        {
            "Crime ID": _ids(asb, rng),
            **{name: _repeated([text], np.zeros(count, dtype=np.int32)) for name, text in constant.items()},
            "Longitude": pa.array(places.longitude[lsoa, point], mask=lost),
            "Latitude": pa.array(places.latitude[lsoa, point], mask=lost),
            "Location": _repeated(
                ["No Location", *(f"On or near {street}" for street in STREETS)],
                np.where(lost, 0, 1 + point % len(STREETS)),
            ),
            "LSOA code": _repeated(["", *places.lsoas], np.where(lost, 0, 1 + lsoa)),
            "LSOA name": _repeated(["", *places.names], np.where(lost, 0, 1 + lsoa)),
            "Crime type": _repeated(names, category),
            "Last outcome category": _repeated(
                ["", *outcomes], np.where(asb, 0, 1 + rng.integers(0, len(outcomes), count))
            ),
            "Context": _repeated([""], np.zeros(count, dtype=np.int32)),
        }
    )


def _repeated(texts: list[str], codes: npt.NDArray[np.integer]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), pa.array(texts)).cast(pa.string())


def _ids(blank: npt.NDArray[np.bool_], rng: np.random.Generator) -> pa.Array:
    """Hexadecimal IDs of 64 characters, some of them twice, and none where `blank`."""
    count = len(blank)
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)[rng.integers(0, 16, (count, 64))]
    again = np.flatnonzero(rng.random(count) < SAME_ID)
    digits[again] = digits[again - 1]
    texts = digits[~blank]
    offsets = np.concatenate([[0], np.cumsum(np.where(blank, 0, 64))]).astype(np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(texts.tobytes()))


if __name__ == "__main__":
    made = write_archive(Path(sys.argv[1]), *map(int, sys.argv[2:]))
    print(f"{made:,} rows in {sys.argv[1]}")
