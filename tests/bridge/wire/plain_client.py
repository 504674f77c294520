"""A client of the demand service written from docs/protocol.md alone: only pyzmq and msgpack."""

import zlib
from array import array
from typing import Any

import msgpack
import zmq

KINDS = {
    "id": "q",
    "minute": "I",
    "reported": "d",
    "suspect": "b",
    "severity": "d",
    "grade": "B",
    "scene_minutes": "d",
    "codes": "I",
}
CALL_KINDS = {"id": "q", "minute": "d", "grade": "B", "scene_minutes": "d", "codes": "I"}
LEVELS = ("msoa", "category", "code", "description", "investigation")


class PlainClient:
    def __init__(self, endpoint: str, session: str) -> None:
        self.socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.REQ)
        self.socket.setsockopt(zmq.RCVTIMEO, 60_000)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(endpoint)
        self.head = {"version": 3, "session": session}

    def ask(self, kind: str, step: int, **fields: Any) -> dict[str, Any]:
        payload = msgpack.packb({"type": kind, "step": step, **self.head, **fields})
        self.socket.send_multipart([zlib.crc32(payload).to_bytes(4, "big"), payload])
        checksum, answer = self.socket.recv_multipart()
        assert checksum == zlib.crc32(answer).to_bytes(4, "big")
        reply: dict[str, Any] = msgpack.unpackb(answer)
        if reply["type"] == "failure":
            raise RuntimeError(f"{reply['kind']}: {reply['message']}")
        assert (reply["session"], reply["step"]) == (self.head["session"], step)
        return reply


def numbers(crimes: dict[str, Any], name: str) -> list[float]:
    return array(KINDS[name], crimes[name]).tolist()  # on a little-endian computer


def factors(rows: list[list[float]]) -> bytes:
    """Loading factors by area for an `advance`: a row for each category."""
    return array("d", [factor for row in rows for factor in row]).tobytes()


def texts(crimes: dict[str, Any], name: str) -> list[str]:
    first = LEVELS.index(name) * crimes["count"]
    codes = numbers(crimes, "codes")[first : first + crimes["count"]]
    return [crimes["levels"][name][int(code)] for code in codes]
