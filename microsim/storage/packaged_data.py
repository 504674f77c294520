"""Where the project's own data files and the packaged West Yorkshire sample lie.

Both are found without importing anything heavy: the data folder beside the package, the sample by the file
list of its distribution. Apart because a checkout and an installed wheel keep them in different places.
"""

from __future__ import annotations

from pathlib import Path

from common import paths
from microsim.errors import DataError

SAMPLE_DISTRIBUTION = "crime-sim-toolkit"
"""The distribution whose files hold the West Yorkshire sample, the LSOA lookup and the Home Office counts."""

STREET_SAMPLE = "crime_sim_toolkit/tests/testing_data/test_policedata"
LSOA_LOOKUP = "crime_sim_toolkit/src/LSOA_data/census_2011_population_hh.csv"
"""Every LSOA of England and Wales of 2011 with its MSOA, authority and residents."""
HOME_OFFICE_2018 = "crime_sim_toolkit/src/prc-pfa-201718_new.csv"


def data_dir() -> Path:
    """The folder with `offences.csv`, `rhythm.csv` and the other tables of the project.

    Raises:
        DataError: neither an installed wheel nor a checkout has it.
    """
    try:
        return paths.data_dir()
    except FileNotFoundError as error:
        raise DataError(str(error)) from error


def sample_path(name: str) -> Path:
    """The path of a file or folder inside the packaged sample's distribution, without importing it.

    Raises:
        DataError: the distribution is not installed, or lacks `name`.
    """
    try:
        return paths.distribution_file(SAMPLE_DISTRIBUTION, name)
    except FileNotFoundError as error:
        raise DataError(f"{error}; install it, or give your own --data") from error
