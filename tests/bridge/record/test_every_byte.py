"""One changed byte anywhere in a run's own files is refused, or changes nothing that is read."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bridge.base.time_windows import Interval, windows
from bridge.coupling.coupler import Coupler, Exchange
from bridge.errors import RecordError
from bridge.record.checkpoint import Checkpoint
from bridge.record.journal import Journal, read_journal
from bridge.record.record import RunDirectory, read_manifest
from bridge.record.written_files import Written
from tests.bridge.doubles import HourlyDemand, TallySupply
from tests.bridge.record.test_record import manifest


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    plan = windows(datetime(2018, 7, 1), datetime(2018, 7, 1, 3), Interval.parse("1h"))
    return list(Coupler(HourlyDemand(), TallySupply()).run(plan))


def changed(path: Path) -> Iterator[int]:
    """Change every byte of the file in turn, each by another bit."""
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :])
        yield at
    path.write_bytes(content)


def test_a_journal_gives_its_first_exchanges_or_is_refused(exchanges: list[Exchange], tmp_path: Path) -> None:
    path = tmp_path / "journal.bin"
    journal = Journal(path)
    for one in exchanges:
        journal.append(one)
    journal.close()
    ends, whole = [], [told(one) for one in exchanges]
    for _ in changed(path):
        try:
            found = [told(one) for one in read_journal(path)]
        except RecordError:
            ends.append(-1)
            continue
        assert found == whole[: len(found)]
        ends.append(len(found))
    # A change in the last record is taken for a torn end, which the manifest's count and the resume find out.
    assert set(ends) == {-1, len(exchanges) - 1}


def told(exchange: Exchange) -> tuple[object, ...]:
    return (
        exchange.step,
        exchange.window,
        exchange.crimes.to_message(),
        exchange.metrics,
        exchange.loading,
        exchange.notes,
    )


def test_a_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.bin"
    Checkpoint(7, b"state" * 9, {"log.txt": Written(3, 99)}).write(path)
    for _ in changed(path):
        with pytest.raises(RecordError, match="damaged"):
            Checkpoint.read(path)


def test_a_manifest_is_refused_or_says_the_same(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path / "run")
    directory.begin(manifest())
    directory.release()
    before = read_manifest(tmp_path / "run")
    read = 0
    for _ in changed(tmp_path / "run" / "run.json"):
        try:
            assert read_manifest(tmp_path / "run") == before
            read += 1
        except RecordError:
            continue
    assert read <= len('"checksum": ')  # its name itself was changed, and nothing else
