import msgspec
import numpy as np
import pytest

from bridge.base.time_windows import Window
from bridge.demand.crime_rows import Crimes
from bridge.errors import ProtocolError
from bridge.wire import protocol
from tests.bridge.doubles import handed_over, make_crimes

SESSION = "abcdefgh"
ADVANCE = {
    "type": "advance",
    "version": protocol.VERSION,
    "session": SESSION,
    "step": 1,
    "start": "2018-07-01T00:00",
    "end": "2018-07-02T00:00",
    "loading": {"burglary": 1.5},
}


def raw(**changes: object) -> bytes:
    return msgspec.msgpack.encode(ADVANCE | changes)


HEAD = raw()
DEEP = bytes([HEAD[0] + 1]) + HEAD[1:] + b"\xa1x" + b"\x91" * 20_000 + b"\xc0"
"""One more field, which holds lists in lists."""


def test_request_round_trip() -> None:
    message = protocol.decode_request(raw())
    assert isinstance(message, protocol.Advance)
    assert protocol.decode_request(protocol.encode(message)) == message


def test_crimes_round_trip(day: Window) -> None:
    crimes = make_crimes(day, 7, [30, 90, 90])
    reply = protocol.Sampled(
        session=SESSION,
        step=1,
        start="2018-07-01T00:00",
        end="2018-07-02T00:00",
        crimes=crimes.to_message(),
        calls=crimes.calls.to_message(),
    )
    back = protocol.decode_reply(protocol.encode(reply))
    assert isinstance(back, protocol.Sampled)
    again = Crimes.from_message(back.crimes, day, back.calls)
    assert handed_over(again) == handed_over(crimes)
    assert again.to_message() == crimes.to_message()


def test_columns_are_plain_for_a_stranger(day: Window) -> None:
    message = msgspec.msgpack.decode(msgspec.msgpack.encode(make_crimes(day, 7, [30, 90]).to_message()))
    assert np.frombuffer(message["id"], "<i8").tolist() == [7, 8]
    codes = np.frombuffer(message["codes"], "<u4").reshape(5, 2)
    assert [message["levels"]["category"][k] for k in codes[1]] == ["burglary", "drugs"]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"version": 2}, "expected a request of protocol version 3, got version 2"),
        ({"type": "fetch"}, "fetch"),
        ({"step": -1}, "step"),
        ({"step": "1"}, "step"),
        ({"session": "a b"}, "session"),
        ({"start": "1 July"}, "start"),
        ({"loading": {"burglary": "x"}}, "loading"),
        ({"loading": {"burglary": float("nan")}}, "'burglary', got nan"),
        ({"loading": {"burglary": -0.5}}, "'burglary', got -0.5"),
        ({"extra": 1}, "extra"),
    ],
)
def test_rejects(changes: dict[str, object], text: str) -> None:
    with pytest.raises(ProtocolError, match=text):
        protocol.decode_request(raw(**changes))


@pytest.mark.parametrize("data", [b"", b"\xc1", b"hello", raw()[:-3], b"\x91" * 5000])
def test_rejects_bytes_that_are_no_message(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="unreadable request"):
        protocol.decode_request(data)


@pytest.mark.parametrize("data", [raw().replace(b"burglary", b"burgl\xff\xfey"), DEEP])
def test_no_utf_8_and_too_deep_a_nesting(data: bytes) -> None:
    assert protocol.addressee(data)[1] in (0, 1)
    with pytest.raises(ProtocolError, match="unreadable request"):
        protocol.decode_request(data)


def test_addressee_of_a_newer_message() -> None:
    assert protocol.addressee(raw(version=9, novelty=[1])) == (SESSION, 1)
    assert protocol.addressee(b"junk") == (protocol.NOBODY, 0)


def test_column_of_the_wrong_length() -> None:
    column = protocol.pack(np.zeros(3), "float64")
    with pytest.raises(ProtocolError, match="'severity': expected 4 times 8 bytes, got 24"):
        protocol.unpack(column, "float64", 4, "severity")


def test_array_of_another_kind() -> None:
    with pytest.raises(ProtocolError, match="expected an array of int64, got float64"):
        protocol.pack(np.zeros(3), "int64")


def test_bool_column_takes_only_0_and_1() -> None:
    with pytest.raises(ProtocolError, match="0 or 1"):
        protocol.unpack(b"\x02", "bool", 1, "suspect")
