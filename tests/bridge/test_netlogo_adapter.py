"""The Python side of the live window, against a demand service in a process of its own."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bridge.demand import DemandSpec, LocalDemand
from bridge.errors import ContractError, DemandLost, ScenarioError
from bridge.netlogo_adapter import Link
from bridge.process import ServiceProcess
from bridge.scenario import stream_seed
from bridge.windows import Interval, windows

START, END = datetime(2018, 7, 1), datetime(2018, 7, 3)


@pytest.fixture(scope="module")
def service() -> Iterator[ServiceProcess]:
    process = ServiceProcess(None)
    yield process
    process.stop()


def test_two_days_are_those_of_a_run_with_the_loading_of_the_day_before(service: ServiceProcess) -> None:
    link = Link(service.endpoint, seed=3)
    live = [link.next_hour() for _ in range(24)]
    link.send_loading([["burglary", 9]])  # replaced before the exchange
    link.send_loading([["burglary", 3], ["drugs", 0]])
    live += [link.next_hour() for _ in range(24)]
    link.close()
    spec = DemandSpec(force="West Yorkshire", start=START, end=END, seed=stream_seed(3, "microsim"))
    demand = LocalDemand(spec)
    days = zip(windows(START, END, Interval(1, "d")), ({}, {"burglary": 3.0, "drugs": 0.0}), strict=True)
    assert live == [hour for window, loading in days for hour in demand.advance(window, loading).hours()]
    assert not any(crime[2] == "drugs" for hour in live[24:] for crime in hour)
    assert (link.weekday, link.abm_seed) == (6, stream_seed(3, "abm"))


def test_a_link_can_be_made_anew_at_any_time(service: ServiceProcess) -> None:
    first = Link(service.endpoint, start="2018-07")
    hour = first.next_hour()
    second = Link(service.endpoint, start="2018-07")
    assert second.next_hour() == hour
    first.close()
    second.close()
    second.close()


def test_what_cannot_be_meant_is_told(service: ServiceProcess) -> None:
    with pytest.raises(ScenarioError, match="West Yorkshire"):
        Link(service.endpoint, force="West Yorkshre")
    with pytest.raises(ScenarioError, match=r"whole number from 0, got 1\.5"):
        Link(service.endpoint, seed=1.5)
    link = Link(service.endpoint)
    with pytest.raises(ContractError, match="report-loading"):
        link.send_loading([["burglary", True]])
    link.close()


def test_without_a_service_the_message_says_how_to_start_it() -> None:
    with pytest.raises(DemandLost, match=r"crims serve --endpoint tcp://127\.0\.0\.1:9"):
        Link("tcp://127.0.0.1:9")
