"""One scenario: a seed becomes faults, the run meets them, is resumed where it stopped, and is judged.

Every attempt must complete, be killed by us, or stop with one clear error; afterwards no process may be left.
In the end the Parquet files must be those of the undisturbed run, byte for byte, and every crime sampled must
have been received and become an incident, once.
"""

import os
import random
import re
import resource
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from tests.bridge.faults import small_run as world
from tests.bridge.faults.forking import ForkedService, crims, fork
from tests.bridge.faults.proxy import FaultPlan, ProcessFault, run

PATIENCE = "4"
"""Seconds; resending, connecting and the rest shrink with it."""
DISTURBED = 3
"""Attempts with faults; those after them meet none."""
DEADLINE = 60.0
LOST, DISK = 6, 3
"""Exit codes for a lost service and for a folder that cannot be written."""
DONE = "is complete; there is nothing to resume"
"""What a run says that was killed after its last file was written."""
LOSSES = re.compile(
    "was killed by|ended with exit code|gave no answer within|no demand service answers|connection was lost"
)
"""What the coupler may say of a lost service; anything else is an answer that it should not have got."""


@dataclass
class Attempt:
    """What one start of `crims run` meets."""

    proxied: bool = True
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(0))
    fault_after: tuple[float, str, int] | None = None
    """Seconds from the start, whom, which signal: wherever the process then is."""
    disk: int | None = None
    """Bytes that a file may have, as on a full disk."""
    options: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        found = [f"{self.plan.share:.0%} of messages"] if self.plan.share else []
        found += map(str, self.plan.faults)
        if self.fault_after is not None:
            seconds, target, number = self.fault_after
            found.append(f"{signal.Signals(number).name} to the {target} after {seconds:.2f} s")
        if self.disk is not None:
            found.append(f"no file beyond {self.disk} bytes")
        where = "proxy" if self.proxied else "direct"
        return f"{where}, {' '.join(self.options)}: {'; '.join(found) or 'undisturbed'}"


class Failed(Exception):  # noqa: N818 - a verdict
    """The promise was broken; the text says how."""


def plan(rng: random.Random, first: bool, usual: float) -> Attempt:
    """Faults for one attempt of a run that usually takes so many seconds."""
    attempt = Attempt(proxied=rng.random() < 0.8)
    attempt.options = [
        *("--patience", PATIENCE, "--restarts", str(rng.choice((0, 0, 1, 3)))),
        *(() if rng.random() < 0.3 else ("--checkpoint", str(rng.choice((0, 1, 3, 7))))),
    ]
    if not first and rng.random() < 0.5:
        return attempt
    attempt.plan = FaultPlan(rng.getrandbits(32), rng.choice((0.0, 0.05, 0.2, 0.4)))
    if attempt.proxied:
        attempt.plan.faults = [_process_fault(rng) for _ in range(rng.choice((0, 0, 1, 1, 2)))]
    if not attempt.proxied or rng.random() < 0.15:
        target, number = rng.choice(
            (("coupler", signal.SIGKILL), ("service", signal.SIGKILL), ("coupler", signal.SIGTERM))
        )
        attempt.fault_after = (rng.random() * 1.1 * usual, target, number)
    if rng.random() < 0.08:
        attempt.disk = rng.randrange(200, 30_000)
    return attempt


def _process_fault(rng: random.Random) -> ProcessFault:
    target = rng.choice(("coupler", "service"))
    kinds = [signal.SIGKILL, signal.SIGKILL, signal.SIGSTOP]
    if target == "coupler":
        kinds += [signal.SIGTERM, signal.SIGINT]
    return ProcessFault(
        rng.randint(1, 2 * world.EXCHANGES + 6), target, rng.choice(kinds), rng.random() * 0.6
    )


def play(
    seed: int, folder: Path, options: Sequence[str], expected: dict[str, bytes], usual: float
) -> list[str]:
    """Run one scenario in an empty folder; what happened, attempt by attempt.

    Args:
        seed: decides everything that happens.
        folder: for its files.
        options: of the run.
        expected: the files of the undisturbed run.
        usual: seconds that it took.

    Raises:
        Failed: with everything that happened.
    """
    rng = random.Random(seed)
    story: list[str] = []
    out = folder / "run"
    try:
        for number in range(DISTURBED + 2):
            attempt = (
                plan(rng, number == 0, usual) if number < DISTURBED else Attempt(options=["--patience", "60"])
            )
            begun = time.monotonic()
            command = ["--resume", str(out)] if (out / "run.json").exists() else [*options, "--out", str(out)]
            code, said = _start(attempt, ["run", *command, "-q", "--no-picture", *attempt.options], folder)
            story.append(f"{attempt} -> {code} in {time.monotonic() - begun:.2f} s {said[:300]}".rstrip())
            if code == 0 or (number and code == DISK and DONE in said):
                _judge(out, expected)
                return story
            _excuse(code, said, attempt)
        raise Failed("no attempt completed, not even undisturbed")
    except Failed as broken:
        raise Failed("\n  ".join([f"seed {seed}: {broken}", *story])) from None


def _excuse(code: int, said: str, attempt: Attempt) -> None:
    """An attempt may stop only for what was done to it, and then says one thing."""
    hit = {fault.signal for fault in attempt.plan.faults if fault.target == "coupler"}
    if attempt.fault_after is not None and attempt.fault_after[1] == "coupler":
        hit.add(attempt.fault_after[2])
    disturbed = bool(attempt.plan.share or attempt.plan.faults or attempt.fault_after)
    allowed = {-number for number in hit} | {128 + number for number in hit}
    allowed |= ({LOST} if disturbed or attempt.options[1] == PATIENCE else set()) | (
        {DISK} if attempt.disk is not None else set()
    )
    if code not in allowed:
        raise Failed(f"stopped with {code}: {said}")
    if code in (LOST, DISK) and (said.count("error:") != 1 or "Traceback" in said):
        raise Failed(f"expected one clear error, got: {said}")
    if code == LOST and not LOSSES.search(said):
        raise Failed(f"expected a lost service, got: {said}")


def _judge(out: Path, expected: dict[str, bytes]) -> None:
    for name, data in expected.items():
        if (out / name).read_bytes() != data:
            raise Failed(f"{name} differs from the undisturbed run's")
    names = {one.name for one in out.iterdir()}
    if names != world.FILES:
        raise Failed(f"expected the files {sorted(world.FILES)}, got {sorted(names)}")
    counts = msgspec.json.decode((out / "run.json").read_bytes())["counts"]
    reported = counts["sampled"] - counts["unreported"]
    if not reported or counts["received"] != reported or counts["incidents"] != reported:
        raise Failed(f"expected all crimes that were reported as received and incidents, got {counts}")


def _start(attempt: Attempt, arguments: list[str], folder: Path) -> tuple[int, str]:
    """One start of `crims`; its exit code, negative for a signal, and what it said on standard error."""
    book, said = folder / "pids", folder / "stderr"
    book.write_text("")
    with said.open("wb") as stderr, open(os.devnull, "r+b") as nothing:
        pid = fork(
            lambda: _coupler(attempt, arguments, folder, book),
            nothing.fileno(),
            nothing.fileno(),
            stderr.fileno(),
        )
    try:
        code = _wait(pid, attempt, book)
        _no_orphans(book)
    finally:
        for one in [pid, *_pids(book).values()]:
            _kill(one)
    return code, " ".join(said.read_text(errors="replace").split())


def _coupler(attempt: Attempt, arguments: list[str], folder: Path, book: Path) -> None:
    """In the child: put the proxy before each service that is started, then do what was asked."""
    import tempfile

    import bridge.demand.service_process

    tempfile.tempdir = str(folder)
    if attempt.disk is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (attempt.disk, attempt.disk))

    class Watched(ForkedService):
        def __init__(self, command: Sequence[str], **rest: Any) -> None:
            front = command[command.index("--endpoint") + 1]
            back = f"{front}-behind" if attempt.proxied else front
            super().__init__([back if word == front else word for word in command], **rest)
            _note(book, "service", self.pid)
            if attempt.proxied:
                self._proxy = fork(lambda: run(front, back, attempt.plan, self.pid), 0, 1, 2)
                _note(book, "proxy", self._proxy)

        def wait(self, timeout: float | None = None) -> int:
            code = super().wait(timeout)
            if attempt.proxied:
                _kill(self._proxy)
            return code

    bridge.demand.service_process.subprocess.Popen = Watched  # type: ignore[assignment, misc]
    crims(arguments)


def _wait(pid: int, attempt: Attempt, book: Path) -> int:
    begun = time.monotonic()
    fault = attempt.fault_after
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        passed = time.monotonic() - begun
        if fault is not None and passed >= fault[0]:
            target = pid if fault[1] == "coupler" else _pids(book).get("service")
            if target is not None:
                _kill(target, fault[2])
            fault = None
        if passed > DEADLINE:
            raise Failed(f"hangs after {DEADLINE:g} s")
        time.sleep(0.005)


def _no_orphans(book: Path) -> None:
    deadline = time.monotonic() + 60
    while left := {name: pid for name, pid in _pids(book).items() if alive(pid)}:
        if time.monotonic() > deadline:
            raise Failed(f"still running after the coupler's end: {left}")
        time.sleep(0.01)


def _note(book: Path, name: str, pid: int) -> None:
    with book.open("a") as file:
        file.write(f"{name}-{pid} {pid}\n" if name in _pids(book) else f"{name} {pid}\n")


def _pids(book: Path) -> dict[str, int]:
    return {name: int(pid) for name, pid in (line.split() for line in book.read_text().splitlines())}


def alive(pid: int) -> bool:
    """Whether a process runs or is stopped; one that only waits to be reaped is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _kill(pid: int, number: int = signal.SIGKILL) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
