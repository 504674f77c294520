from collections.abc import Mapping
from datetime import datetime

import pytest

from bridge.base.time_windows import Interval, Window, windows
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.revival import RevivingDemand
from bridge.errors import DemandLost, ProtocolError
from tests.bridge.doubles import HourlyDemand

PLAN = list(windows(datetime(2018, 7, 1), datetime(2018, 7, 4), Interval(1, "d")))


class Mortal(HourlyDemand):
    """Dies when it is asked for its n-th window."""

    def __init__(self, life: int) -> None:
        super().__init__()
        self.life = life

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        if len(self.asked) >= self.life:
            raise DemandLost("it died")
        return super().advance(window, loading, by_area)


def drive(*lives: int, tries: int) -> tuple[list[list[int]], list[Mortal]]:
    made: list[Mortal] = []

    def start() -> Mortal:
        made.append(Mortal(lives[len(made)]))
        return made[-1]

    demand = RevivingDemand(start, tries)
    ids = [demand.advance(window, {"drugs": k}).id.tolist() for k, window in enumerate(PLAN)]
    return ids, made


def test_a_replacement_catches_up_under_the_old_loading() -> None:
    undisturbed, _ = drive(99, tries=0)
    ids, made = drive(2, 99, tries=1)
    assert ids == undisturbed
    assert made[1].asked == [(window, {"drugs": k}) for k, window in enumerate(PLAN)]
    assert made[0].closed


def test_a_replacement_that_dies_while_catching_up() -> None:
    assert drive(2, 1, 99, tries=2)[0] == drive(99, tries=0)[0]


def test_tries_are_bounded() -> None:
    with pytest.raises(DemandLost, match="it died"):
        drive(2, 2, 99, tries=1)


def test_other_crimes_are_noticed() -> None:
    made: list[HourlyDemand] = []

    def start() -> HourlyDemand:
        made.append(Mortal(1) if not made else HourlyDemand())
        made[-1]._next = len(made)
        return made[-1]

    demand = RevivingDemand(start, 1)
    demand.advance(PLAN[0], {})
    with pytest.raises(ProtocolError, match="gives other crimes"):
        demand.advance(PLAN[1], {})
