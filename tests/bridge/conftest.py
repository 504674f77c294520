"""Fixtures of the bridge's tests."""

from datetime import datetime, timedelta

import pytest

from bridge.windows import Window


@pytest.fixture
def day(july: datetime) -> Window:
    """The first day of July 2018."""
    return Window(july, july + timedelta(days=1))
