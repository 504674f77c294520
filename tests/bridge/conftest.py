"""Fixtures of the bridge's tests."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bridge.base.time_windows import Window


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep parsed data away from the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRIMS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def day(july: datetime) -> Window:
    """The first day of July 2018."""
    return Window(july, july + timedelta(days=1))
