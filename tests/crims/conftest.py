"""One short run that the tests of this folder share."""

from pathlib import Path

import pytest

import crims
from tests.bridge.conftest import _own_cache as _own_cache

SIX_HOURS = {
    "areas": ["Calderdale"],
    "start": "2018-07-01",
    "end": "2018-07-01T06:00",
    "exchange": "2h",
    "model": Path("police-supply-demand"),
}


@pytest.fixture(scope="session")
def six_hours(_own_cache: None) -> crims.Run:
    """Six hours of Calderdale with seed 3."""
    return crims.run(**SIX_HOURS, seed=3)
