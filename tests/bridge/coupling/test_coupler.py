from datetime import datetime

import pytest

from bridge.base.time_windows import Interval, Window, windows
from bridge.coupling.coupler import Coupler, Exchange
from bridge.demand.crime_rows import Crimes
from bridge.errors import ConservationError, ContractError
from bridge.police.reports import Loading
from tests.bridge.doubles import HourlyDemand, TallySupply, make_crimes

PLAN = list(windows(datetime(2018, 7, 1), datetime(2018, 7, 1, 6), Interval(4, "h")))


def drive(demand: HourlyDemand, supply: TallySupply) -> list[Exchange]:
    return list(Coupler(demand, supply).run(PLAN))


def test_every_hour_gets_its_crime_and_its_tick() -> None:
    supply = TallySupply()
    exchanges = drive(HourlyDemand(), supply)
    assert [[row[0] for row in hour] for hour in supply.rows] == [[1], [2], [3], [4], [5], [6]]
    assert [len(one.metrics) for one in exchanges] == [4, 2]
    assert exchanges[1].metrics[-1]["crimes-received"] == 6


def test_loading_reported_after_an_exchange_acts_in_the_next() -> None:
    demand = HourlyDemand()
    exchanges = drive(demand, TallySupply())
    assert [loading for _, loading in demand.asked] == [
        {"burglary": 1.0, "drugs": 1.0},
        {"burglary": 1.04, "drugs": 1.0},
    ]
    assert exchanges[-1].loading == {"burglary": 1.06, "drugs": 1.0}


def test_ticks_are_told_with_their_end() -> None:
    told: list[datetime] = []
    list(Coupler(HourlyDemand(), TallySupply()).run(PLAN, lambda end, _: told.append(end)))
    assert told[0] == datetime(2018, 7, 1, 1)
    assert told[-1] == datetime(2018, 7, 1, 6)


def test_a_crime_lost_by_the_model() -> None:
    class Careless(TallySupply):
        def metrics(self) -> dict[str, float]:
            return super().metrics() | {"crimes-received": float(self.received - 1)}

    with pytest.raises(ConservationError, match="sampled 4, received 3, incidents created 4"):
        drive(HourlyDemand(), Careless())


def test_an_incident_too_many() -> None:
    class Zealous(TallySupply):
        def metrics(self) -> dict[str, float]:
            return super().metrics() | {"incidents-created": float(self.received + 1)}

    with pytest.raises(ConservationError, match="received 4, incidents created 5"):
        drive(HourlyDemand(), Zealous())


def test_a_crime_sent_twice() -> None:
    class Stuttering(HourlyDemand):
        def advance(self, window: Window, *loading: object) -> Crimes:
            return make_crimes(window, 1, [5])

    with pytest.raises(ConservationError, match="expected new crime ids after 1"):
        drive(Stuttering(), TallySupply())


@pytest.mark.parametrize(
    ("loading", "text"),
    [
        ({"burgalry": 1.0}, "unknown category 'burgalry'; did you mean 'burglary'"),
        ({"burglary": -1.0}, "got -1.0"),
        ({"burglary": 100.5}, "factors up to 100, got 100.5 for 'burglary'"),
        ({"burglary": float("inf")}, "got inf"),
        ({"burglary": float("nan")}, "got nan"),
    ],
)
def test_unusable_loading(loading: dict[str, float], text: str) -> None:
    supply = TallySupply()
    supply.loading = lambda: Loading(loading, {})  # type: ignore[method-assign]
    with pytest.raises(ContractError, match=text):
        drive(HourlyDemand(), supply)


def test_metrics_must_keep_their_names() -> None:
    class Moody(TallySupply):
        def metrics(self) -> dict[str, float]:
            return super().metrics() | ({"mood": 1.0} if self.hours > 2 else {})

    with pytest.raises(ContractError, match=r"at 2018-07-01T02:00 got \['mood'\]"):
        drive(HourlyDemand(), Moody())


def test_metrics_must_count_crimes() -> None:
    supply = TallySupply()
    supply.metrics = lambda: {"mood": 1.0}  # type: ignore[method-assign]
    with pytest.raises(ContractError, match="must include 'crimes-received'"):
        drive(HourlyDemand(), supply)
