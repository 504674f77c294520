"""Fixtures of the bridge's tests."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.base.time_windows import Window
from tests.browser import CHROMIUM, FLAGS


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep parsed data away from the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRIMS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def patrol_run(tmp_path_factory: pytest.TempPathFactory, _own_cache: None) -> Path:
    """A complete run of the patrol model: two days, 400 recorded crimes in twelve areas of Calderdale.

    Recorded crimes follow no loading, so that no baseline has to be run. Only to be read.
    """
    return small_run(tmp_path_factory.mktemp("runs"))


def small_run(folder: Path) -> Path:
    """Make that run in the folder `patrol` below an empty one, beside its `crimes.csv`."""
    import numpy as np
    import pandas as pd

    from bridge.run.coupled_run import run
    from bridge.run.run_options import RunOptions
    from bridge.scenario.scenario import Scenario
    from microsim.offences.offences import read_offences
    from planning.geography.shipped import areas_of_force

    areas = areas_of_force("West Yorkshire", "2011")
    codes = [
        code for code, name in zip(areas.codes, areas.authority_name, strict=True) if name == "Calderdale"
    ][:12]
    random = np.random.default_rng(1)
    minutes = np.sort(random.integers(0, 2 * 1440, 400))
    crimes = read_offences().sample(400, replace=True, random_state=1, ignore_index=True)
    crimes = crimes.rename(columns={"category": "crime_category"})
    crimes["id"], crimes["suspect"] = range(1, 401), True
    crimes["MSOA"] = random.choice(codes, 400)
    crimes["time"] = pd.Timestamp(2018, 7, 1) + pd.to_timedelta(minutes, unit="min")
    crimes.to_csv(folder / "crimes.csv", index=False)
    scenario = Scenario.of(crimes=folder / "crimes.csv", end="2018-07-03", staffing_factor=0.03)
    return run(scenario, folder / "patrol", RunOptions(picture=False)).folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; a module that uses it needs `NEEDS_CHROMIUM`."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def day(july: datetime) -> Window:
    """The first day of July 2018."""
    return Window(july, july + timedelta(days=1))
