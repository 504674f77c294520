"""The messages between the coupler and the demand service: typed, versioned, checked on receipt.

There are no sockets here and nothing of the models, so that a client in another language can be written from
this file: a message is one MessagePack map whose `type` names it, numbers travel as little-endian arrays,
texts as distinct levels and codes into them.
"""

from contextlib import suppress
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from bridge.errors import ProtocolError

VERSION = 3
"""Version of the messages; both sides must speak the same one."""

MAX_BYTES = 256 * 1024 * 1024
"""Largest message taken: far above the crimes of every force in one month."""

MAX_REQUEST = 1024 * 1024
"""Largest request taken: far above one with every name and loading it may have."""

MAX_FACTOR = 1000.0
"""Largest loading factor."""

Session = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z-]{8,64}\Z")]
"""A client's own random name for its conversation."""

Step = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
"""Number of a request in its session: 0 opens it, then 1, 2, ...; an answer repeats its request's."""

Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d\Z")]
"""British local time to the minute, `2018-07-01T00:00`."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Loading = Annotated[dict[Name, float], msgspec.Meta(max_length=1000)]
"""Dimensionless factor by name; those left out keep 1."""

Kind = Literal["int64", "uint32", "uint8", "float64", "bool"]
"""Of the values of a column, which travel little-endian, one after the other; a bool is a byte, 0 or 1."""

_NUMPY: dict[Kind, "np.dtype[Any]"] = {
    "int64": np.dtype("<i8"),
    "uint32": np.dtype("<u4"),
    "uint8": np.dtype("u1"),
    "float64": np.dtype("<f8"),
    "bool": np.dtype("?"),
}


class Levels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The distinct, sorted texts of each column of texts.

    `msoa` has ONS codes, `code` and `description` are the Home Office's, `investigation` is yes, no
    or maybe.
    """

    msoa: list[str]
    category: list[str]
    code: list[str]
    description: list[str]
    investigation: list[str]


class CrimeColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Crimes of one window, sorted by time; every column has `count` values."""

    count: Count
    id: bytes
    """int64."""
    minute: bytes
    """uint32: minutes after the window's start at which it occurred."""
    reported: bytes
    """float64: minutes after the window's start at which it is reported; may lie after the window's end."""
    suspect: bytes
    """bool."""
    severity: bytes
    """float64: the ONS weight."""
    grade: bytes
    """uint8: 1 emergency, 2 priority, 3 standard, 4 resolved without attendance."""
    scene_minutes: bytes
    """float64: minutes of work on the scene for one unit."""
    levels: Levels
    codes: bytes
    """uint32: for each field of `levels` in turn, the number (from 0) of each crime's level."""


class CallLevels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The distinct, sorted texts of each column of texts of calls."""

    area: list[str]
    type: list[str]


class CallColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calls of one window that are not crimes, sorted by time; every column has `count` values."""

    count: Count
    id: bytes
    """int64, negative: -1, -2, ..., so that no crime has the same number."""
    minute: bytes
    """float64: minutes after the window's start at which it is reported."""
    grade: bytes
    """uint8, as for crimes."""
    scene_minutes: bytes
    """float64."""
    levels: CallLevels
    codes: bytes
    """uint32, as for crimes."""


class AreaLoading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Loading factors of some categories by area; they count instead of the category's factor."""

    categories: Annotated[list[Name], msgspec.Meta(max_length=100)]
    areas: Annotated[list[Name], msgspec.Meta(max_length=20_000)]
    factors: bytes
    """float64: for each of `categories` in turn, the factor of each of `areas`."""


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What every message carries besides its `type`."""

    version: int = VERSION
    session: Session
    step: Step


class Open(Message, frozen=True, kw_only=True, tag="open"):
    """Start a session (step 0): which force and areas, from when to when, with which data and random stream.

    `data` is a name the service was started with, never a path. `loading` has standing factors on top of
    those of each window, by the name of a force, category, offence, authority or area; `calls` asks for
    calls that are not crimes as well. The answer is `Opened`.
    """

    force: Name
    start: Moment
    end: Moment
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    areas: Annotated[list[Name], msgspec.Meta(max_length=1000)] = []
    data: Name = "default"
    loading: Loading = {}
    trend: bool = False
    rates: Literal["mean", "forecast", "totals", "data-or-totals"] = "mean"
    calls: bool = False


class Opened(Message, frozen=True, kw_only=True, tag="opened"):
    """The session is ready; says what it was made from."""

    areas: Count
    area_codes: list[str]
    """Of every area of the force or of the part asked for."""
    area_rates: bytes
    """float64: expected crimes a year of each of them."""
    share: float
    """Of the force's recorded crimes, the part in these areas."""
    years: list[int]
    """Those of the months that the rates were fitted to."""
    inputs: dict[str, str]
    versions: dict[str, str]
    categories: list[str]
    notes: list[str]


class Advance(Message, frozen=True, kw_only=True, tag="advance"):
    """Sample the window [start, end), which begins where the last one ended. The answer is `Sampled`."""

    start: Moment
    end: Moment
    loading: Loading = {}
    area_loading: AreaLoading | None = None


class Sampled(Message, frozen=True, kw_only=True, tag="crimes"):
    """The crimes of the window asked for, and the calls where the session asks for them."""

    start: Moment
    end: Moment
    crimes: CrimeColumns
    calls: CallColumns


class Close(Message, frozen=True, kw_only=True, tag="close"):
    """End the session. The answer is `Closed`."""


class Closed(Message, frozen=True, kw_only=True, tag="closed"):
    """The session is over; what it cost the service."""

    seconds: dict[str, float]
    peak_memory_bytes: Count


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """Ask whether the service lives; needs no session. The answer is `Pong`."""


class Pong(Message, frozen=True, kw_only=True, tag="pong"):
    """The service lives; how many sessions are open and which data names it knows."""

    sessions: Count
    data: list[str]


class Failure(Message, frozen=True, kw_only=True, tag="failure"):
    """The answer to a request that cannot be met.

    `kind` says who can act: `version`, `message`, `step` or `window` the client's author,
    `scenario` or `data` whoever set up the run, `session` or `busy` the client, `internal` the
    service's author.
    """

    kind: str
    message: str


Request = Open | Advance | Close | Ping
Reply = Opened | Sampled | Closed | Pong | Failure

NOBODY = "00000000"
"""Session named in the answer to a message whose own session cannot be read."""


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises on bytes that are no message, not UTF-8, or nested too deep."""


class _Head(msgspec.Struct):
    """The part of any version's message that tells whom to answer; read before the rest is checked."""

    version: int
    type: str = ""
    session: str = NOBODY
    step: int = 0


_encoder = msgspec.msgpack.Encoder()
_head = msgspec.msgpack.Decoder(_Head)
_request: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(Request)
_reply: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(Reply)


def encode(message: Message) -> bytes:
    """The message as MessagePack bytes."""
    return _encoder.encode(message)


def decode_request(data: bytes) -> Request:
    """Read and check a request.

    Raises:
        ProtocolError: not MessagePack, another version, an unknown type, or a field of the wrong type or
            range.
    """
    message: Request = _decode(data, _request, "request", MAX_REQUEST)
    if isinstance(message, Open | Advance):
        for category, factor in message.loading.items():
            if not 0 <= factor <= MAX_FACTOR:  # not a number is none of these
                raise ProtocolError(
                    f"expected a finite loading factor >= 0 for {category!r}, got {factor!r}; "
                    f"the largest is {MAX_FACTOR:g}"
                )
    return message


def decode_reply(data: bytes) -> Reply:
    """Read and check an answer; raises `ProtocolError` as `decode_request` does."""
    reply: Reply = _decode(data, _reply, "answer", MAX_BYTES)
    return reply


def addressee(data: bytes) -> tuple[str, int]:
    """Session and step of a message that may be unreadable otherwise; else `NOBODY` and 0."""
    try:
        head = _head.decode(data)
        return msgspec.convert(head.session, Session), msgspec.convert(head.step, Step)
    except UNREADABLE:
        return NOBODY, 0


def _decode(data: bytes, decoder: msgspec.msgpack.Decoder[Any], what: str, limit: int) -> Any:
    if len(data) > limit:
        raise ProtocolError(f"expected a {what} of at most {limit} bytes, got {len(data)}")
    try:
        message = decoder.decode(data)
    except UNREADABLE as error:
        with suppress(*UNREADABLE):  # it may be a good message of another version
            _check_version(_head.decode(data).version, what)
        raise ProtocolError(f"unreadable {what} of {len(data)} bytes: {error}") from error
    _check_version(message.version, what)
    return message


def _check_version(version: int, what: str) -> None:
    if version != VERSION:
        raise ProtocolError(
            f"expected a {what} of protocol version {VERSION}, got version {version}; "
            "install the same version of the bridge on both sides"
        )


def pack(values: NDArray[Any], kind: Kind) -> bytes:
    """An array as the bytes of a column; raises `ProtocolError` where its values are not of `kind`."""
    if values.dtype != _NUMPY[kind]:
        raise ProtocolError(f"expected an array of {kind}, got {values.dtype}")
    return values.tobytes()


def unpack(data: bytes, kind: Kind, count: int, name: str) -> NDArray[Any]:
    """The `count` values of a column; read-only, no copy.

    Raises:
        ProtocolError: another length; the message names the column.
    """
    dtype = _NUMPY[kind]
    if len(data) != count * dtype.itemsize:
        raise ProtocolError(
            f"column {name!r}: expected {count} times {dtype.itemsize} bytes, got {len(data)} bytes"
        )
    if kind == "bool" and data.translate(None, b"\x00\x01"):
        raise ProtocolError(f"column {name!r}: expected bytes 0 or 1 for a bool, got others")
    return np.frombuffer(data, dtype=dtype)
