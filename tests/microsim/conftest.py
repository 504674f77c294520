"""A county of three areas, small enough to work out by hand, and real data where they are at hand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from microsim import CATEGORIES, FittedModel
from microsim.offences.offences import read_offences
from microsim.street.source_report import DataReport

settings.register_profile("microsim", deadline=None, max_examples=50, derandomize=True, database=None)
settings.load_profile("microsim")

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

HEADER = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
]

LOOKUP = """\
LSOA,MSOA,LAD,LAD_NAME
E01000001,E02000101,E08000035,Leeds
E01000002,E02000101,E08000035,Leeds
E01000003,E02000102,E08000035,Leeds
E01000004,E02000103,E08000032,Bradford
E01000009,E02000900,E08000016,Barnsley
"""
"""Three areas of West Yorkshire, and one of South Yorkshire."""

Row = dict[str, str]


def crime(**fields: str) -> Row:
    """One row of a street file: a burglary in E01000001 unless told otherwise (`id`, `lsoa`, `type`, ...)."""
    short = {
        "id": "Crime ID",
        "month": "Month",
        "lsoa": "LSOA code",
        "type": "Crime type",
        "outcome": "Last outcome category",
    }
    row = {
        "Crime ID": "",
        "Month": "2018-07",
        "Reported by": "West Yorkshire Police",
        "Falls within": "West Yorkshire Police",
        "Longitude": "-1.5",
        "Latitude": "53.8",
        "Location": "On or near High Street",
        "LSOA code": "E01000001",
        "LSOA name": "Leeds 001A",
        "Crime type": "Burglary",
        "Last outcome category": "Investigation complete; no suspect identified",
        "Context": "",
    }
    return row | {short.get(key, key): value for key, value in fields.items()}


def street_csv(rows: Iterable[Row], header: list[str] = HEADER) -> str:
    """The text of a street file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_month(
    folder: Path, content: str | bytes, month: str = "2018-07", slug: str = "west-yorkshire"
) -> Path:
    """Put a street file where the archive would have it."""
    path = folder / month / f"{month}-{slug}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_wales(folder: Path) -> tuple[Path, Path]:
    """A source of South Wales, 30 crimes in July 2018 and 60 in July 2019, and a lookup with its areas."""
    for month, number in (("2018-07", 30), ("2019-07", 60)):
        rows = [
            crime(
                id=str(row),
                month=month,
                lsoa=f"W0100172{row % 3}",
                Longitude=str(-3.18 - row / 1e4),
                Latitude="51.48",
            )
            for row in range(number)
        ]
        write_month(folder / "wales", street_csv(rows), month, "south-wales")
    lookup = folder / "wales.csv"
    areas = [f"W0100172{number},W0200038{number},W06000015,Cardiff" for number in range(3)]
    lookup.write_text("\n".join(["LSOA,MSOA,LAD,LAD_NAME", *areas, ""]))
    return folder / "wales", lookup


@pytest.fixture
def lookup(tmp_path: Path) -> Path:
    """An LSOA lookup of the three areas."""
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes an archive folder from rows by month."""

    def make(**months: list[Row]) -> Path:
        for name, rows in months.items():
            month = name.removeprefix("m").replace("_", "-")
            write_month(tmp_path / "archive", street_csv(row | {"Month": month} for row in rows), month)
        return tmp_path / "archive"

    return make


def make_zip(path: Path, members: dict[str, str | bytes]) -> Path:
    """A zip with the given members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def tiny_model(per_year: float = 8760.0, areas: int = 3, rhythm: np.ndarray | None = None) -> FittedModel:
    """A model with the same rate in every category and area; 8760 a year is one an hour in each cell."""
    offences = read_offences()
    shares = (1.0 / offences.groupby("category")["code"].transform("size")).to_numpy(dtype=np.float64)
    codes = [f"E0200010{index}" for index in range(1, areas + 1)]
    index = pd.Index(codes, dtype=object, name="msoa")
    authority = ["Leeds" if code < "E02000103" else "Bradford" for code in codes]
    return FittedModel(
        force="West Yorkshire",
        areas=pd.DataFrame({"authority": authority}, index=index, dtype=object),
        rates=np.full((12, len(CATEGORIES), areas), per_year),
        suspect=np.full((len(CATEGORIES), areas), 0.25),
        offences=offences,
        shares=shares,
        rhythm=np.ones((len(offences), 168)) if rhythm is None else rhythm,
        months=("2018-07",),
        report=DataReport(rows=0, months=1),
    )


def need_shared(name: str) -> Path:
    """A file of the shared data folder beside the project; skips the test where it is not there."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"needs {name} in the shared data folder beside the project")
    return path
