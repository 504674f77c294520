"""One workspace for the tests of a module, with a city to build in it."""

from __future__ import annotations

import pytest

from netlogo import Workspace
from tests.netlogo.patrol.city import MODEL, City


@pytest.fixture(scope="module")
def city() -> City:
    return City(Workspace.open(MODEL))
