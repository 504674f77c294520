import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
import zmq

from bridge.base.time_windows import Interval, windows
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest
from bridge.errors import DemandLost, ScenarioError
from bridge.service.door import Door
from bridge.service.responder import Responder, check_local
from bridge.service.service import Service
from bridge.service.throttle import PER_SECOND
from bridge.wire.curve import ClientList
from bridge.wire.protocol import addressee
from bridge.wire.transport import Patience, Requester, frame, unframe
from tests.bridge.doubles import HourlyDemand

QUICK = Patience(answer=2.0, resend=0.3, connect=1.0, lost=0.5)


Handle = Callable[[bytes, str], bytes]


@dataclass(frozen=True)
class HandledRequest:
    """A request for `handle`; its key is its session."""

    handle: Handle
    payload: bytes
    client: str
    brief: bool = False

    @property
    def order_key(self) -> str:
        return addressee(self.payload)[0]

    def answer(self) -> bytes:
        return self.handle(self.payload, self.client)


def echo(data: bytes, client: str) -> bytes:
    return data


@contextmanager
def serving(
    handle: Handle,
    endpoint: str = "tcp://127.0.0.1:*",
    workers: int = 1,
    clients: ClientList | None = None,
    per_second: float = PER_SECOND,
    door: Callable[["zmq.Socket[bytes]"], Door] = Door,
) -> Iterator[str]:
    """A responder in a thread, and its address."""
    responder = Responder(endpoint, clients, door)
    over = threading.Event()

    def serve() -> None:
        responder.serve(partial(HandledRequest, handle), over.is_set, workers=workers, per_second=per_second)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield responder.endpoint
    finally:
        over.set()
        thread.join()
        responder.close()


def test_a_changed_bit_is_noticed() -> None:
    parts = frame(b"payload")
    assert unframe(parts) == b"payload"
    assert unframe([parts[0], parts[1], b"paYload"]) is None
    assert unframe(parts[1:]) is None


def test_request_and_answer() -> None:
    with serving(lambda data, client: data.upper()) as endpoint, Requester(endpoint, QUICK) as requester:
        assert requester.ask(b"hello", lambda data: data) == b"HELLO"


def test_late_answers_to_earlier_requests_are_passed_over() -> None:
    with serving(echo) as endpoint, Requester(endpoint, QUICK) as requester:
        requester._send(b"1")
        assert requester.ask(b"2", lambda data: data if data == b"2" else None) == b"2"


def test_a_lost_request_is_sent_again() -> None:
    seen: list[bytes] = []

    def forgetful(data: bytes, client: str) -> bytes:
        seen.append(data)
        return b"lost" if len(seen) == 1 else b"answer"

    with serving(forgetful) as endpoint, Requester(endpoint, QUICK) as requester:
        assert requester.ask(b"x", lambda data: data if data == b"answer" else None) == b"answer"
    assert seen == [b"x", b"x"]


def test_no_service_is_reported_in_time() -> None:
    begun = time.monotonic()
    with Requester("tcp://127.0.0.1:9", QUICK) as requester, pytest.raises(DemandLost, match="crims serve"):
        requester.ask(b"x", lambda data: data)
    assert time.monotonic() - begun < 3


def test_a_service_that_never_answers() -> None:
    with (
        serving(lambda data, client: b"") as endpoint,
        Requester(endpoint, QUICK) as requester,
        pytest.raises(DemandLost, match="no answer within 2 s"),
    ):
        requester.ask(b"x", lambda data: None)


def test_a_service_that_goes_away() -> None:
    begun = time.monotonic()
    with serving(echo) as endpoint:
        requester = Requester(endpoint, QUICK)
        requester.ask(b"x", lambda data: data)
    with requester, pytest.raises(DemandLost, match="connection was lost"):
        requester.ask(b"y", lambda data: data)
    assert time.monotonic() - begun < 4


def test_an_obituary_ends_the_wait_at_once() -> None:
    requester = Requester("tcp://127.0.0.1:9", Patience(), lambda: "it died")
    with requester, pytest.raises(DemandLost, match="it died"):
        requester.ask(b"x", lambda data: data)


@pytest.mark.parametrize(
    "endpoint", ["tcp://0.0.0.0:5557", "tcp://*:5557", "tcp://example.org:1", "pgm://x", "ipc://"]
)
def test_only_local_addresses(endpoint: str) -> None:
    with pytest.raises(ScenarioError, match="on this machine"):
        check_local(endpoint)


def test_an_address_in_use() -> None:
    with serving(echo) as endpoint, pytest.raises(ScenarioError, match="choose another address"):
        Responder(endpoint)


def test_an_ipc_socket_is_its_owners_alone(tmp_path: Path) -> None:
    with serving(echo, f"ipc://{tmp_path}/socket"):
        assert (tmp_path / "socket").stat().st_mode & 0o077 == 0


def test_a_garbled_request_is_dropped_and_others_are_served() -> None:
    context = zmq.Context()
    with serving(echo) as endpoint:
        stranger = context.socket(zmq.DEALER)
        stranger.connect(endpoint)
        stranger.send_multipart([b"", b"crc!", b"garbled"])
        stranger.send_multipart(frame(b"whole"))
        assert stranger.poll(2000)
        assert unframe(stranger.recv_multipart()) == b"whole"
        stranger.close(0)
    context.term()


def test_remote_demand_samples_as_the_local_one(july: datetime) -> None:
    spec = DemandRequest("West Yorkshire", july, datetime(2018, 7, 3), 1)
    local = HourlyDemand(spec)
    with serving(Service(HourlyDemand, {"default": None}).handle) as endpoint:
        remote = RemoteDemand(spec, endpoint=endpoint, patience=QUICK)
        assert remote.info == local.info
        for window in windows(spec.start, spec.end, Interval(1, "d")):
            there, here = remote.advance(window, {"drugs": 0.5}), local.advance(window, {"drugs": 0.5})
            assert there.to_message() == here.to_message()
        assert remote.close().peak_memory == 1024


def test_a_flooding_connection_is_slowed_down_and_another_is_not() -> None:
    context = zmq.Context()
    seen: list[bytes] = []

    def remember(data: bytes, client: str) -> bytes:
        seen.append(data)
        return data

    with serving(remember, per_second=20.0) as endpoint, context.socket(zmq.DEALER) as flood:
        flood.setsockopt(zmq.LINGER, 0)
        flood.connect(endpoint)
        for _ in range(500):
            flood.send_multipart(frame(b"flood"))
        with Requester(endpoint, QUICK) as calm:
            begun = time.monotonic()
            for _ in range(10):
                assert calm.ask(b"calm", lambda data: data) == b"calm"
            assert time.monotonic() - begun < 1
        assert seen.count(b"flood") < 60  # what a second and its burst allow, not 500
    context.term()
