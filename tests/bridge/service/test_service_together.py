"""Several sessions of one service at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from bridge.base.time_windows import Window
from bridge.demand.demand import Demand, LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest
from bridge.service.service import Service
from bridge.wire import protocol
from bridge.wire.transport import Patience
from microsim import FittedModel, fit
from tests.bridge.doubles import HourlyDemand
from tests.bridge.service.test_service import SESSION, advance, open_, refused
from tests.bridge.wire.test_transport import serving

DAYS = [Window(datetime(2018, 7, day), datetime(2018, 7, day + 1)) for day in range(1, 6)]
PATIENT = Patience(answer=120.0)


def spec(seed: int) -> DemandRequest:
    return DemandRequest("West Yorkshire", datetime(2018, 7, 1), datetime(2018, 7, 6), seed, ("Calderdale",))


def days(demand: Demand, seed: int) -> list[protocol.CrimeColumns]:
    return [demand.advance(day, {"burglary": seed / 4}).to_message() for day in DAYS]


def test_eight_at_once_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fits: list[object] = []

    def counted(*args: Any, **options: Any) -> FittedModel:
        fits.append(options)
        return fit(*args, **options)

    monkeypatch.setattr("microsim.fit", counted)
    service = Service(partial(LocalDemand, fitted_rates=FittedRates()), {"default": None})

    def session(seed: int) -> list[protocol.CrimeColumns]:
        demand = RemoteDemand(spec(seed), endpoint=endpoint, patience=PATIENT)
        try:
            return days(demand, seed)
        finally:
            demand.close()

    with serving(service.handle, workers=10) as endpoint, ThreadPoolExecutor(8) as pool:
        together = list(pool.map(session, range(8)))
    assert len(fits) == 1  # eight sessions shared one fit
    assert together == [days(LocalDemand(spec(seed)), seed) for seed in range(8)]
    assert len({one[0].id + one[0].minute for one in together}) == 8


def test_an_opening_session_blocks_nobody() -> None:
    held, begun = threading.Event(), threading.Event()

    def make(wanted: DemandRequest) -> Demand:
        if wanted.seed == 1:
            begun.set()
            assert held.wait(60)
        return HourlyDemand(wanted)

    with (
        serving(Service(make, {"default": None}).handle, workers=3) as endpoint,
        ThreadPoolExecutor(1) as pool,
    ):
        slow = pool.submit(RemoteDemand, spec(1), endpoint=endpoint, patience=PATIENT)
        assert begun.wait(60)
        quick = RemoteDemand(spec(2), endpoint=endpoint, patience=PATIENT)
        assert len(quick.advance(DAYS[0], {})) == 24
        quick.close()
        assert not slow.done()
        held.set()
        slow.result().close()


def test_an_idle_session_expires_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bridge.service.sessions.time.monotonic", lambda: now)
    service = Service(HourlyDemand, {"default": None}, idle=60)
    service.handle(open_())
    now = 59.0
    service.expire()
    assert isinstance(protocol.decode_reply(service.handle(advance(1, 1, 2))), protocol.Sampled)
    now = 119.0
    service.expire()
    failure = refused(service, advance(2, 2, 3))
    assert failure.kind == "session"
    assert "expired after 60 s" in failure.message


@pytest.mark.parametrize("name", ["/etc/passwd", "../default", "london.zip", "default\0"])
def test_a_peer_cannot_name_a_file(name: str) -> None:
    made: list[DemandRequest] = []

    def make(wanted: DemandRequest) -> Demand:
        made.append(wanted)
        return HourlyDemand(wanted)

    failure = refused(Service(make, {"default": None}), open_(data=name))
    assert (failure.kind, made) == ("scenario", [])


def test_a_session_that_could_not_be_opened_leaves_its_place() -> None:
    service = Service(LocalDemand, {"default": None}, max_sessions=1)
    for _ in range(2):
        assert refused(service, open_(force="Wset Yorkshire")).kind == "scenario"
    ping = protocol.decode_reply(service.handle(protocol.encode(protocol.Ping(session=SESSION, step=0))))
    assert isinstance(ping, protocol.Pong)
    assert ping.sessions == 0


def test_a_flood_of_crimes_is_refused_before_it_is_sampled() -> None:
    service = Service(LocalDemand, {"default": None})
    service.handle(open_())
    categories = {"violence and sexual offences": 1000.0, "anti-social behaviour": 1000.0}
    request = protocol.Advance(
        session=SESSION, step=1, start="2018-07-01T00:00", end="2018-08-01T00:00", loading=categories
    )
    assert "at most 2,000,000 crimes" in refused(service, protocol.encode(request)).message
