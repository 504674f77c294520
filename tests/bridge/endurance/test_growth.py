"""What a session leaves in the service's memory, by what Python has allocated."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from bridge.base.time_windows import stamp
from bridge.demand.demand import LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.service.service import Service
from bridge.wire import protocol
from microsim import CATEGORIES

START = datetime(2018, 7, 1)
HOURS = 300


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    service = Service(partial(LocalDemand, fitted_rates=FittedRates()), {"default": None})
    yield service
    service.close()


def ask(service: Service, request: protocol.Request) -> None:
    reply = protocol.decode_reply(service.handle(protocol.encode(request)))
    assert not isinstance(reply, protocol.Failure), reply


def open_(service: Service, name: str) -> None:
    end = stamp(START + timedelta(hours=HOURS))
    asked = protocol.Open(
        session=name,
        step=0,
        force="West Yorkshire",
        areas=["Calderdale"],
        seed=1,
        start=stamp(START),
        end=end,
    )
    ask(service, asked)


def advance(service: Service, name: str, step: int) -> None:
    """An hour whose loading is unlike that of the hours before."""
    start, end = (stamp(START + timedelta(hours=hours)) for hours in (step - 1, step))
    loading = {name: 1 + (7 * step + number) % 100 / 500 for number, name in enumerate(CATEGORIES)}
    ask(service, protocol.Advance(session=name, step=step, start=start, end=end, loading=loading))


def grown(work: Callable[[int], None], first: int, last: int) -> int:
    """Bytes that Python holds more after `work` for numbers up to `last` than after those up to `first`."""
    tracemalloc.start()
    try:
        for number in range(last):
            if number == first:
                gc.collect()
                before = tracemalloc.get_traced_memory()[0]
            work(number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_an_exchange_leaves_nothing_in_a_session(service: Service) -> None:
    open_(service, "long-session")
    windows = grown(lambda number: advance(service, "long-session", number + 1), 100, HOURS)
    # A record of each window took 1,100 bytes; what else the process does meanwhile is counted, too.
    assert windows < 550 * (HOURS - 100)


def test_a_closed_session_leaves_its_last_answer(service: Service) -> None:
    def converse(number: int) -> None:
        name = f"short-session-{number}"
        open_(service, name)
        advance(service, name, 1)
        ask(service, protocol.Close(session=name, step=2))

    assert grown(converse, 10, 40) < 10_000 * 30  # the tables of a session's rates take megabytes
