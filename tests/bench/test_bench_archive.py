"""Reading an archive of many forces, beside mere unpacking and parsing by zipfile and pyarrow."""

from __future__ import annotations

import io
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.csv as pacsv
import pytest

from microsim import fit
from microsim.reference.forces import forces
from microsim.sources.survey import survey
from microsim.street.street_crimes import load_forces
from tests.bench.conftest import Ratio, best_seconds
from tests.bench.street_archive import write_archive

pytestmark = pytest.mark.bench

ROWS, MONTHS, FORCES = 500_000, 12, 8
"""As many rows in a file as there are with 15 million rows, 36 months and 43 forces."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    path = tmp_path_factory.mktemp("archive") / "street.zip"
    return path, write_archive(path, ROWS, MONTHS, FORCES)


def parse_alone(path: Path) -> int:
    """Rows of all files, and nothing done with them."""
    with zipfile.ZipFile(path) as archive:
        return sum(pacsv.read_csv(io.BytesIO(archive.read(name))).num_rows for name in archive.namelist())


def test_a_look_at_an_archive(archive: tuple[Path, int], compare: Callable[[Ratio], None]) -> None:
    path, rows = archive
    ours = best_seconds(lambda: survey(path), repeats=2, clock=time.process_time)
    theirs = best_seconds(lambda: parse_alone(path), repeats=2, clock=time.process_time)
    compare(Ratio("data info", rows, "parsing alone", ours, theirs, rows, "rows"))
    assert sum(one.report.rows for one in survey(path) if one.report is not None) == rows


def test_a_second_start_of_many_forces(
    archive: tuple[Path, int], compare: Callable[[Ratio], None], tmp_path: Path
) -> None:
    path, rows = archive
    names = [force.name for force in forces()[:FORCES]]

    def start() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for data in load_forces(path, names, cache_folder=tmp_path):
                fit(data)

    first = best_seconds(start, repeats=1, clock=time.process_time)
    second = best_seconds(start, repeats=2, clock=time.process_time)
    compare(Ratio("second start", rows, "the first start", second, first, rows, "rows"))
