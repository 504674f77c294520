"""One exchange with the demand service on loopback beside a bare pyzmq echo of the same bytes.

Everything but the sampling counts: messages are written, checked and read, and become the coupler's crimes.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection

import pytest
import zmq

from bridge.base.time_windows import Window, stamp
from bridge.demand.crime_rows import Crimes
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest
from bridge.service.responder import Responder
from bridge.service.service import Service
from bridge.wire import protocol
from bridge.wire.transport import frame
from tests.bench.conftest import Ratio
from tests.bridge.doubles import HourlyDemand, make_crimes

START = datetime(2018, 7, 1)
ROUNDS, TRIPS = 60, 50
"""The best of so many rounds counts, each of so many exchanges."""


def sampled(count: int) -> Crimes:
    minutes = [row * 1440 // max(count, 1) for row in range(count)]
    return make_crimes(Window(START, START + timedelta(days=1)), 1, minutes)


class Prepared(HourlyDemand):
    """Gives the same crimes for every window."""

    def __init__(self, spec: DemandRequest, crimes: Crimes) -> None:
        super().__init__(spec)
        self.crimes = crimes

    def advance(self, window: Window, loading: object) -> Crimes:
        return self.crimes


def serve(pipe: Connection, count: int) -> None:
    service = Service(partial(Prepared, crimes=sampled(count)), {"default": None})
    responder = Responder("tcp://127.0.0.1:*")
    pipe.send(responder.endpoint)
    responder.serve(service.read, lambda: False, workers=4, per_second=1e6)


def echo(pipe: Connection, answer: list[bytes]) -> None:
    socket = zmq.Context().socket(zmq.ROUTER)
    socket.bind("tcp://127.0.0.1:*")
    pipe.send(socket.getsockopt_string(zmq.LAST_ENDPOINT))
    while True:
        peer, *_ = socket.recv_multipart()
        socket.send_multipart([peer, *answer])


@contextmanager
def started(target: Callable[..., None], *args: object) -> Iterator[str]:
    """A process that runs `target`, and the address it listens on."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *args), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


@pytest.mark.bench
@pytest.mark.parametrize("count", [0, 1000])
def test_exchange(count: int, compare: Callable[[Ratio], None]) -> None:
    days = [Window(START + timedelta(days=n), START + timedelta(days=n + 1)) for n in range(ROUNDS * TRIPS)]
    head = {"session": "0" * 32, "step": 1, "start": stamp(START), "end": stamp(START)}
    request = frame(protocol.encode(protocol.Advance(**head)))
    answer = frame(protocol.encode(protocol.Sampled(**head, crimes=sampled(count).to_message())))
    with started(serve, count) as service, started(echo, answer) as bare:
        demand = RemoteDemand(DemandRequest("West Yorkshire", START, days[-1].end, 1), endpoint=service)
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.connect(bare)
        best = [float("inf"), float("inf")]
        for number in range(ROUNDS):  # in turns, so that both meet the same machine
            begun = time.perf_counter()
            for day in days[number * TRIPS : (number + 1) * TRIPS]:
                demand.advance(day, {})
            between = time.perf_counter()
            for _ in range(TRIPS):
                socket.send_multipart(request)
                socket.recv_multipart()
            over = time.perf_counter()
            best = [min(best[0], between - begun), min(best[1], over - between)]
        demand.abandon()
        context.destroy(0)
    name = "exchange" if count else "latency"
    compare(Ratio(name, count, "pyzmq echo", *best, TRIPS, "trips"))
