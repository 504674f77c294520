"""Many coupled runs at once through one service, beside a client that stalls, and each of them again alone.

`python -m tests.bridge.endurance.crowding` is a part of `make soak`: 16 runs for ten minutes. The tests call
`crowd` with a few for some seconds. The service's own limit of requests a second sets the pace, so that the
time does not depend on the machine.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import zmq

from bridge.base.time_windows import stamp
from bridge.record.record import JOURNAL
from bridge.scenario.models import HOURLY
from bridge.wire import protocol
from bridge.wire.transport import Patience, Requester, frame
from tests.bridge.endurance.soaking import GROWTH, files, memory

FILES = ("crimes.parquet", "ticks.parquet", "loading.parquet", "summary.json")
START = datetime(2018, 1, 1)
OFFICERS = [f"{pool}-shift-{shift}=40" for pool in ("response", "investigation") for shift in (1, 2, 3)]
STALLED = "stalled-client"
QUEUED = 45
"""Requests of the stalled client that wait for their turn at the service's rate; each keeps its session."""
QUICK = 1.0
"""Seconds in which half of the pings are to be answered; a client that holds up others would hold up all."""


@dataclass
class Seen:
    """What was seen while the runs went on."""

    seconds: float = 0.0
    """From the first start to the last end."""
    sessions: int = 0
    """Open at once at most."""
    pings: list[float] = field(default_factory=list)
    """Seconds until a ping was answered."""
    memory: list[int] = field(default_factory=list)
    """Resident bytes of the service while all sessions were open."""
    files: list[int] = field(default_factory=list)
    refused: str = ""
    """What a client is told that comes when all sessions are taken."""
    expired: str = ""
    """What the stalled client is told when it comes back."""
    differences: list[str] = field(default_factory=list)
    """Files that are not those of the same run alone."""


@contextmanager
def service(*options: str) -> Iterator[tuple[str, int]]:
    """`crims serve` on loopback: its address and process id."""
    command = [sys.executable, "-m", "bridge.cli", "serve", "--endpoint", "tcp://127.0.0.1:*", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().split()[-1], process.pid
        finally:
            process.kill()


def crims_run(seed: int, hours: int, folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    """A coupled run of Calderdale, hour by hour."""
    until = stamp(START + timedelta(hours=hours))
    command = [sys.executable, "-m", "bridge.cli", "run", "-q", "--area", "Calderdale", "--exchange", "1h"]
    command += ["--model", HOURLY]
    command += ["--start", stamp(START), "--end", until, "--seed", str(seed), "--out", str(folder), *options]
    return subprocess.Popen([*command, *(one for text in OFFICERS for one in ("--set", text))])


def open_(session: str) -> bytes:
    """A request for a session of one's own."""
    return protocol.encode(
        protocol.Open(
            session=session, step=0, force="West Yorkshire", areas=["Calderdale"], seed=1,
            start=stamp(START), end=stamp(START + timedelta(days=1)),
        )
    )  # fmt: skip


def advance(step: int) -> bytes:
    """The stalled client's request."""
    start = START + timedelta(hours=step - 1)
    return protocol.encode(
        protocol.Advance(
            session=STALLED, step=step, start=stamp(start), end=stamp(start + timedelta(hours=1))
        )
    )


def crowd(runs: int, hours: int, rate: float, idle: float, folder: Path) -> Seen:
    """Couple `runs` runs of so many hours to one service, hourly, and compare each with itself alone.

    Args:
        runs: at once; one more session is the stalled client's, and there are no more.
        hours: of simulated time, which is exchanges.
        rate: exchanges a second of each run.
        idle: seconds after which the stalled client's session ends.
        folder: for the run directories.
    """
    seen = Seen()
    limits = ["--max-sessions", str(runs + 1), "--idle", str(idle), "--rate", str(rate)]
    with ExitStack() as stack:
        endpoint, pid = stack.enter_context(service(*limits))
        requester = stack.enter_context(Requester(endpoint, Patience(answer=60)))
        _ask(
            requester, protocol.encode(protocol.Ping(session="observer", step=0))
        )  # it has loaded its packages
        stalled = _stall(endpoint, stack)
        begun = time.monotonic()
        processes = [
            crims_run(seed, hours, folder / f"together-{seed}", "--endpoint", endpoint)
            for seed in range(1, runs + 1)
        ]
        try:
            journals = [folder / f"together-{seed}" / JOURNAL for seed in range(1, runs + 1)]
            _watch(requester, stalled, processes, journals, pid, idle, rate, seen)
        finally:
            for process in processes:
                process.kill() if process.poll() is None else None
        seen.seconds = time.monotonic() - begun
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda seed: _compare(seed, hours, folder), range(1, runs + 1))
        seen.differences = [one for differences in found for one in differences]
    return seen


def _stall(endpoint: str, stack: ExitStack) -> "zmq.Socket[bytes]":
    """A client that opens a session, asks and asks, and reads nothing."""
    context = zmq.Context()
    stack.callback(context.destroy, 0)
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.RCVHWM, 1)
    socket.connect(endpoint)
    for request in (open_(STALLED), *map(advance, range(1, 25)), *[advance(24)] * (QUEUED - 25)):
        socket.send_multipart(frame(request))
    return socket


def _watch(
    requester: Requester,
    stalled: "zmq.Socket[bytes]",
    processes: "Sequence[subprocess.Popen[bytes]]",
    journals: Sequence[Path],
    pid: int,
    idle: float,
    rate: float,
    seen: Seen,
) -> None:
    """Ping the service until every run has ended and the stalled client's session has expired."""
    step, refused = 0, float("inf")
    while any(process.poll() is None for process in processes) or (seen.refused and not seen.expired):
        time.sleep(0.25)
        step += 1
        asked = time.monotonic()
        pong = _ask(requester, protocol.encode(protocol.Ping(session="observer", step=step)))
        seen.pings.append(time.monotonic() - asked)
        assert isinstance(pong, protocol.Pong)
        seen.sessions = max(seen.sessions, pong.sessions)
        if pong.sessions >= len(processes):
            seen.memory.append(memory(pid))
            seen.files.append(files(pid))
        if not seen.refused and step % 8 == 0:
            with suppress(zmq.Again):  # it goes on asking, and reads nothing
                stalled.send_multipart(frame(advance(24)), zmq.NOBLOCK)
        # Before its journal, a run closes one session and opens the next, whose place would be taken.
        settled = pong.sessions == len(processes) + 1 and all(journal.exists() for journal in journals)
        if settled and not seen.refused:
            seen.refused, refused = _failure(requester, open_("one-too-many")), time.monotonic()
        elif time.monotonic() - refused > 1.5 * idle + QUEUED / rate and not seen.expired:
            seen.expired = _failure(requester, advance(24))
    for process in processes:
        assert process.returncode == 0, process.args


def _ask(requester: Requester, request: bytes) -> protocol.Reply:
    """The answer to this request, not a late copy of another's."""
    asked = protocol.addressee(request)
    return requester.ask(
        request, lambda data: protocol.decode_reply(data) if protocol.addressee(data) == asked else None
    )


def _failure(requester: Requester, request: bytes) -> str:
    """What a request is told that is not met."""
    reply = _ask(requester, request)
    return f"{reply.kind}: {reply.message}" if isinstance(reply, protocol.Failure) else type(reply).__name__


def _compare(seed: int, hours: int, folder: Path) -> list[str]:
    alone, together = folder / f"alone-{seed}", folder / f"together-{seed}"
    assert crims_run(seed, hours, alone).wait() == 0
    return [
        f"seed {seed}: {name}"
        for name in FILES
        if (alone / name).read_bytes() != (together / name).read_bytes()
    ]


def main(runs: int = 16, seconds: int = 600, rate: int = 5) -> int:
    """Run the crowd and say what was seen; 1 where something was not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        seen = crowd(runs, seconds * rate, rate, idle=60.0, folder=Path(folder))
    pings, later = sorted(seen.pings), seen.memory[len(seen.memory) // 10 :]
    lines = [
        f"{runs} runs of {seconds * rate:,} exchanges in {seen.seconds:.0f} s, {seen.sessions} sessions",
        f"{len(pings)} pings: median {pings[len(pings) // 2] * 1000:.1f} ms, "
        f"99 % within {pings[int(0.99 * len(pings))] * 1000:.0f} ms, longest {pings[-1]:.3f} s",
        f"memory of the service: {later[0] / 1e6:.1f} MB after a tenth, at most {max(later) / 1e6:.1f} MB",
        f"files and sockets of the service: {min(seen.files)} to {max(seen.files)}",
        f"one session too many: {seen.refused}",
        f"the stalled client, coming back: {seen.expired}",
        f"{len(seen.differences)} of {runs * len(FILES)} files differ from the runs alone {seen.differences}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return (
        bool(seen.differences)
        or max(later) > GROWTH * later[0]
        or not seen.refused.startswith("busy")
        or "expired" not in seen.expired
        or pings[len(pings) // 2] > QUICK
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
