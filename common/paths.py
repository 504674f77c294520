"""Where the project's own tables lie: beside the packages in a checkout, inside one of them when
installed."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

TABLE = "forces.csv"
"""A table that every data folder has."""


def data_dir() -> Path:
    """The folder with `forces.csv`, `offences.csv`, `areas-2021.parquet` and the other tables.

    Raises:
        FileNotFoundError: neither an installed wheel nor a checkout has it.
    """
    root = Path(__file__).resolve().parent.parent
    places = (root / "data", root / "common" / "data")
    for folder in places:
        if (folder / TABLE).is_file():
            return folder
    raise FileNotFoundError(f"expected the project's tables in {places[0]} or {places[1]}, found none")


def distribution_file(distribution: str, name: str) -> Path:
    """A file inside an installed distribution, found without importing it.

    Raises:
        FileNotFoundError: the distribution is not installed, or lacks the file.
    """
    try:
        path = Path(str(metadata.distribution(distribution).locate_file(name)))
    except metadata.PackageNotFoundError as error:
        raise FileNotFoundError(f"expected the package {distribution!r}, but it is not installed") from error
    if not path.exists():
        raise FileNotFoundError(f"expected {name!r} in the package {distribution!r}, but it is not there")
    return path
