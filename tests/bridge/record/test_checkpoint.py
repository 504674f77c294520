from pathlib import Path

import pytest

from bridge.errors import RecordError
from bridge.record.checkpoint import FIRST_GUESS, SHARE, Checkpoint, Pace
from bridge.record.written_files import Written


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bridge.record.checkpoint.time.monotonic", clock)
    return clock


def test_a_checkpoint_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.bin"
    assert Checkpoint.read(path) is None
    kept = Checkpoint(7, b"state", {"log.txt": Written(3, 99)})
    kept.write(path)
    assert Checkpoint.read(path) == kept


@pytest.mark.parametrize("length", [0, 10, 22, 23, 30, 35, 40])
def test_a_cut_checkpoint_is_noticed(tmp_path: Path, length: int) -> None:
    path = tmp_path / "checkpoint.bin"
    Checkpoint(7, b"state").write(path)
    assert len(path.read_bytes()) == 41
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(RecordError, match="damaged"):
        Checkpoint.read(path)


@pytest.mark.parametrize(("every", "expected"), [(1, [1, 2, 3, 4, 5, 6]), (3, [3, 6]), (0, [])])
def test_a_chosen_pace(every: int, expected: list[int]) -> None:
    pace = Pace(every)
    due = []
    for step in range(1, 7):
        if pace.due():
            due.append(step)
            pace.kept(99.0)
    assert due == expected


@pytest.mark.parametrize("cost", [0.001, 0.05, 3.0])
def test_the_usual_pace_costs_two_percent_of_the_time(clock: Clock, cost: float) -> None:
    pace, spent = Pace(), 0.0
    for _ in range(200_000):
        clock.now += 0.01
        if pace.due():
            clock.now += cost
            spent += cost
            pace.kept(cost)
        assert spent <= SHARE * clock.now + max(0.0, cost - FIRST_GUESS)
    assert spent > 0.9 * SHARE * clock.now


def test_a_pace_that_was_stopped(clock: Clock) -> None:
    pace = Pace()
    pace.stop()
    clock.now += 100
    assert pace.never
    assert not pace.due()
