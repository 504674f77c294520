from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from bridge.demand.demand import Demand
from bridge.demand.request import DemandRequest
from bridge.errors import DemandRefused
from bridge.service.service import Service
from bridge.wire import protocol
from tests.bridge.doubles import HourlyDemand

SESSION = "abcdefgh"


@pytest.fixture
def made() -> list[HourlyDemand]:
    return []


@pytest.fixture
def service(made: list[HourlyDemand]) -> Service:
    def make(spec: DemandRequest) -> Demand:
        made.append(HourlyDemand(spec))
        return made[-1]

    return Service(make, {"default": None, "london": Path("london.zip")}, max_sessions=2)


def test_standing_loading_and_trend_reach_the_demand(service: Service, made: list[HourlyDemand]) -> None:
    request = msgspec.structs.replace(protocol.decode_request(open_()), loading={"drugs": 2.0}, trend=True)
    service.handle(protocol.encode(request))
    spec = made[0].spec
    assert spec is not None
    assert (spec.loading, spec.trend) == ({"drugs": 2.0}, True)
    negative = msgspec.structs.replace(request, session="other-one", loading={"drugs": -2.0})
    assert "finite loading factor >= 0 for 'drugs'" in refused(service, protocol.encode(negative)).message


def open_(session: str = SESSION, data: str = "default", force: str = "West Yorkshire") -> bytes:
    return protocol.encode(
        protocol.Open(
            session=session,
            step=0,
            force=force,
            start="2018-07-01T00:00",
            end="2018-08-01T00:00",
            seed=5,
            data=data,
        )
    )


def advance(step: int, start: int, end: int, **loading: float) -> bytes:
    return protocol.encode(
        protocol.Advance(
            session=SESSION,
            step=step,
            start=f"2018-07-{start:02}T00:00",
            end=f"2018-07-{end:02}T00:00",
            loading=loading,
        )
    )


def refused(service: Service, request: bytes) -> protocol.Failure:
    reply = protocol.decode_reply(service.handle(request))
    assert isinstance(reply, protocol.Failure)
    return reply


def test_a_conversation(service: Service, made: list[HourlyDemand]) -> None:
    opened = protocol.decode_reply(service.handle(open_()))
    assert isinstance(opened, protocol.Opened)
    assert (opened.areas, opened.notes) == (1, ["made up"])
    sampled = protocol.decode_reply(service.handle(advance(1, 1, 2, burglary=2.0)))
    assert isinstance(sampled, protocol.Sampled)
    assert sampled.crimes.count == 24
    assert made[0].asked[0][1] == {"burglary": 2.0}
    closed = service.handle(protocol.encode(protocol.Close(session=SESSION, step=2)))
    assert isinstance(protocol.decode_reply(closed), protocol.Closed)
    assert made[0].closed


def test_repeats_get_the_first_answer_and_sample_nothing(service: Service, made: list[HourlyDemand]) -> None:
    assert service.handle(open_()) == service.handle(open_())
    assert len(made) == 1
    assert service.handle(advance(1, 1, 2)) == service.handle(advance(1, 1, 2))
    assert len(made[0].asked) == 1
    close = protocol.encode(protocol.Close(session=SESSION, step=2))
    assert service.handle(close) == service.handle(close)


@pytest.mark.parametrize(
    ("request_", "kind", "text"),
    [
        (advance(1, 1, 2, burglary=3.0), "step", "step 1 was asked before with other content"),
        (advance(3, 2, 3), "step", "expected step 2, or 1 again, got 3"),
        (advance(0, 2, 3), "step", "expected step 2, or 1 again, got 0"),
        (advance(2, 3, 2), "window", "must end after it starts"),
        (open_(force="Kent"), "session", "is already in use"),
        (
            open_(session="other-one", data="londno"),
            "scenario",
            "unknown data 'londno'; did you mean 'london'",
        ),
        (b"junk", "message", "unreadable request"),
    ],
)
def test_refusals(service: Service, request_: bytes, kind: str, text: str) -> None:
    service.handle(open_())
    service.handle(advance(1, 1, 2))
    failure = refused(service, request_)
    assert failure.kind == kind
    assert text in failure.message


def test_a_refused_step_can_be_asked_properly(service: Service) -> None:
    service.handle(open_())
    refused(service, advance(2, 1, 2))
    assert isinstance(protocol.decode_reply(service.handle(advance(1, 1, 2))), protocol.Sampled)


def test_unknown_session(service: Service) -> None:
    assert refused(service, advance(1, 1, 2)).kind == "session"


def test_another_version_is_answered_in_ours(service: Service) -> None:
    request = msgspec.msgpack.encode({"type": "open", "version": 2, "session": SESSION, "step": 0})
    failure = refused(service, request)
    assert "version 3, got version 2" in failure.message
    assert failure.session == SESSION


def test_too_many_sessions(service: Service) -> None:
    service.handle(open_("session-1"))
    service.handle(open_("session-2"))
    assert refused(service, open_("session-3")).kind == "busy"
    service.handle(protocol.encode(protocol.Close(session="session-1", step=1)))
    assert isinstance(protocol.decode_reply(service.handle(open_("session-3"))), protocol.Opened)


def test_an_idle_session_gives_way(
    service: Service, made: list[HourlyDemand], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 2000))
    monkeypatch.setattr("bridge.service.sessions.time.monotonic", lambda: next(clock))
    for name in ("session-1", "session-2", "session-3"):
        assert isinstance(protocol.decode_reply(service.handle(open_(name))), protocol.Opened)
    assert made[0].closed


def test_ping_needs_no_session(service: Service) -> None:
    pong = protocol.decode_reply(service.handle(protocol.encode(protocol.Ping(session=SESSION, step=9))))
    assert pong == protocol.Pong(session=SESSION, step=9, sessions=0, data=["default", "london"])


def raising(error: Exception) -> Callable[[DemandRequest], Demand]:
    def make(spec: DemandRequest) -> Demand:
        raise error

    return make


@pytest.mark.parametrize(
    ("error", "kind"), [(DemandRefused("no crimes"), "data"), (ZeroDivisionError("division"), "internal")]
)
def test_errors_of_the_demand_reach_the_client(error: Exception, kind: str) -> None:
    failure = refused(Service(raising(error), {"default": None}), open_())
    assert failure.kind == kind
    assert str(error) in failure.message


@pytest.mark.parametrize(
    ("request_", "brief"),
    [
        (open_(), False),
        (advance(1, 1, 2), True),
        (advance(1, 1, 3), False),
        (advance(1, 2, 1), True),  # refused
        (advance(1, 1, 2, burglary=500.0), False),
        (protocol.encode(protocol.Ping(session=SESSION, step=0)), True),
        (b"noise", True),
    ],
)
def test_what_is_answered_in_milliseconds(service: Service, request_: bytes, brief: bool) -> None:
    assert service.read(request_).brief is brief


def test_a_window_in_a_session_of_high_loading_is_not_brief(service: Service) -> None:
    request = msgspec.structs.replace(protocol.decode_request(open_()), loading={"drugs": 1000.0})
    service.handle(protocol.encode(request))
    assert not service.read(advance(1, 1, 2)).brief
