"""Random and mutated messages against a running service, with a well-behaved client beside them.

`python -m tests.bridge.endurance.message_fuzzing COUNT SEED` is `make fuzz`; the tests call `fuzz` with
a small count.
"""

import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import zmq

from bridge.base.time_windows import Window
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Demand, LocalDemand
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest
from bridge.wire import protocol
from bridge.wire.transport import frame, unframe

SPEC = DemandRequest("West Yorkshire", datetime(2018, 7, 1), datetime(2018, 7, 29), 3, ("Calderdale",))
ROUNDS = 28
SEEDS: list[dict[str, object]] = [
    {"type": "ping"},
    {
        "type": "open",
        "force": "West Yorkshire",
        "areas": ["Calderdale"],
        "seed": 1,
        "start": "2018-07-01T00:00",
        "end": "2018-07-05T00:00",
    },
    {"type": "advance", "start": "2018-07-01T00:00", "end": "2018-07-02T00:00", "loading": {"burglary": 2.0}},
    {"type": "close"},
]
ODD: list[object] = [
    None,
    True,
    -1,
    2**63,
    1e308,
    float("nan"),
    "",
    "x" * 5000,
    b"\xff" * 40,
    [[]] * 50,
    {"a": {}},
    "/etc/passwd",
]


def mutated(rng: random.Random) -> list[bytes]:
    """The parts of one message: whole, with odd fields, broken bytes, or a broken frame."""
    message: dict[str, object] = {
        "version": protocol.VERSION,
        "session": f"fuzz-{rng.randrange(20):04}",
        "step": rng.randrange(3),
    }
    message |= rng.choice(SEEDS)
    if rng.random() < 0.6:
        message[rng.choice([*message, "end", "loading", "extra"])] = rng.choice(ODD)
    payload = bytearray(msgspec.msgpack.encode(message))
    for _ in range(rng.choice((0, 0, 1, 3))):
        payload[rng.randrange(len(payload))] = rng.randrange(256)
    kind = rng.random()
    if kind < 0.1:
        payload = bytearray(rng.randbytes(rng.randrange(200)))
    elif kind < 0.2:
        payload = payload[: rng.randrange(len(payload))]
    elif kind < 0.23:
        payload = bytearray(rng.choice((b"\x91", b"\x81", b"\x81\xa1x\x91"))) * rng.randrange(20_000)
    parts = frame(bytes(payload))
    if rng.random() < 0.1:
        parts = [rng.randbytes(rng.randrange(9)) for _ in range(rng.randrange(1, 6))]
    return parts


def fuzz(count: int, seed: int) -> tuple[Counter[str], list[int]]:
    """Send `count` messages; the kinds of the answers, and the service's memory (bytes) as it went on.

    Raises:
        AssertionError: the well-behaved client's crimes are not those it gets alone.
        BridgeError: that client met an error.
    """
    rng, answers, memory = random.Random(seed), Counter[str](), []
    command = [
        sys.executable,
        "-m",
        "bridge.cli",
        "serve",
        "--endpoint",
        "tcp://127.0.0.1:*",
        "--max-sessions",
        "8",
        "--rate",
        "1000000",  # every message is to be judged by its content
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    context = zmq.Context()
    try:
        assert process.stderr is not None
        endpoint = process.stderr.readline().split()[-1]
        process.stderr.close()  # it goes on writing a line for each refusal, to nobody
        beside: Demand = RemoteDemand(SPEC, endpoint=endpoint)
        alone = LocalDemand(SPEC)
        with context.socket(zmq.DEALER) as stranger:
            stranger.setsockopt(zmq.LINGER, 0)
            stranger.connect(endpoint)
            for number in range(ROUNDS):
                _storm(stranger, rng, count // ROUNDS, answers)
                start = SPEC.start + timedelta(days=number)
                window = Window(start, start + timedelta(days=1))
                assert _same(beside.advance(window, {}), alone.advance(window, {})), f"seed {seed}, {window}"
                memory.append(_memory(process.pid))
        beside.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        context.term()
    return answers, memory


def _storm(stranger: "zmq.Socket[bytes]", rng: random.Random, count: int, answers: Counter[str]) -> None:
    for _ in range(count):
        stranger.send_multipart(mutated(rng))
        while stranger.poll(0):
            _note(stranger, answers)
    while stranger.poll(50):
        _note(stranger, answers)


def _note(stranger: "zmq.Socket[bytes]", answers: Counter[str]) -> None:
    payload = unframe(stranger.recv_multipart())
    assert payload is not None
    reply = protocol.decode_reply(payload)
    answers[reply.kind if isinstance(reply, protocol.Failure) else type(reply).__name__] += 1


def _same(one: Crimes, other: Crimes) -> bool:
    return one.to_message() == other.to_message()


def _memory(pid: int) -> int:
    """Resident bytes of a process (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    found, used = fuzz(int(sys.argv[1]), int(sys.argv[2]))
    early, last = max(used[: ROUNDS // 4]), used[-1]
    lines = [f"{found.total():,} of {int(sys.argv[1]):,} messages answered: {dict(found)}"]
    lines.append(f"memory after a quarter {early / 1e6:.1f} MB, at the end {last / 1e6:.1f} MB")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(found["internal"] > 0 or last > 1.05 * early)
