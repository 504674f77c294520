"""Checkpoints: the police model's state after some exchange, so that a resumed run need not run it again.

A checkpoint only saves time: without one, a resume runs the model from its start and comes to the same
results.
"""

import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bridge.base.whole_files import aside, guarded
from bridge.errors import RecordError
from bridge.record.written_files import Written
from bridge.wire.protocol import UNREADABLE
from common.reading import MIB, read_whole

MAGIC = b"CRiMS checkpoint 2\n"
MOST = 8192 * MIB
"""Bytes of a checkpoint."""
SHARE = 0.02
"""Of a run's time that checkpoints may take where nobody says how often to keep one."""
FIRST_GUESS = 0.04
"""Seconds that the first checkpoint is taken to cost: it comes when the run has lasted two seconds."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a supply side after an exchange."""

    step: int
    state: bytes
    files: dict[str, Written] = field(default_factory=dict)
    """What the model had written."""

    def write(self, path: Path) -> None:
        """Replace the checkpoint before.

        Raises:
            RecordError: the disk is full, or rights are missing; the one before is as it was.
        """
        files = msgspec.msgpack.encode(self.files)
        body = self.step.to_bytes(8, "little") + len(files).to_bytes(4, "little") + files + self.state
        with aside(path) as part:
            part.write_bytes(MAGIC + zlib.crc32(body).to_bytes(4, "little") + body)

    @classmethod
    def read(cls, path: Path) -> "Checkpoint | None":
        """The checkpoint in a file; None where there is no file.

        Raises:
            RecordError: it is damaged, or of another version.
        """
        if not path.exists():
            return None
        with guarded(path):
            data = read_whole(path, MOST)
        start = len(MAGIC) + 4
        body, checksum = data[start:], data[start - 4 : start]
        if not data.startswith(MAGIC) or zlib.crc32(body).to_bytes(4, "little") != checksum:
            raise RecordError(f"{str(path)!r} is damaged or of another version; the run can go on without it")
        end = 12 + int.from_bytes(body[8:12], "little")
        try:
            files = msgspec.msgpack.decode(body[12:end], type=dict[str, Written])
        except UNREADABLE as error:
            raise RecordError(f"{str(path)!r} is damaged: {error}; the run can go on without it") from error
        return cls(int.from_bytes(body[:8], "little"), body[end:], files)


class Pace:
    """Says when the next checkpoint is due."""

    def __init__(self, every: int | None = None) -> None:
        """Begin now.

        Args:
            every: exchanges from one to the next, 0 for none at all; None keeps their cost below `SHARE` of
                the time since now.
        """
        self._every = every
        self._since = 0
        self._begun = time.monotonic()
        self._spent = 0.0
        self._last = FIRST_GUESS

    @property
    def never(self) -> bool:
        """Whether none is wanted at all."""
        return self._every == 0

    def due(self) -> bool:
        """Told of another complete exchange; whether it is to be kept."""
        self._since += 1
        if self._every is not None:
            return 0 < self._every <= self._since
        return self._spent + self._last <= SHARE * (time.monotonic() - self._begun)

    def kept(self, seconds: float) -> None:
        """A checkpoint was kept and took so long."""
        self._since = 0
        self._spent += seconds
        self._last = seconds

    def stop(self) -> None:
        """This model's state cannot be kept: never ask again."""
        self._every = 0
