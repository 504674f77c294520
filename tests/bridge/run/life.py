"""The life of a run directory, drawn at random: begun, stopped, killed, damaged, taken up again, verified.

`python -m tests.bridge.run.life [EXAMPLES]` is `make faults-life`. What is known beside it is small: the
bytes of an undisturbed run. Whatever happened before, a run that completes has them, or else it is refused
with one of the bridge's errors; and nothing outside the folder changes.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bridge.errors import BridgeError
from bridge.record.record import read_manifest
from bridge.record.verify import differences
from bridge.run.coupled_run import resume, run
from bridge.run.run_options import RunOptions, Silent
from bridge.scenario.scenario import Scenario
from tests.bridge.faults import small_run as world
from tests.bridge.faults.every_call import FILES, TABLES

EXCHANGES = 4
SEEDS = (1, 2)
OWN = ("journal.bin", "checkpoint.bin", "model-files/log.txt", *sorted(FILES), "model-files", "run.json")
KINDS = ("flip", "cut", "append", "delete", "link")
VICTIM = b"not the run's\n"


class Ground:
    """The scenarios, and the files of their undisturbed runs."""

    def __init__(self, base: Path) -> None:
        self.base = base
        model = base / "patrol.nlogo"
        model.write_text(world.MODEL.read_text().replace("to-report report-metrics", TABLES.lstrip(), 1))
        world.make(base)
        common = {"end": "2018-07-01T08:00", "exchange": "2h", "model": model}
        data = {"areas": ["Calderdale"], "data": base / "data", "lookup": base / "lookup.csv"}
        sampled = run(Scenario.of(**common, **data), base / "sampled", RunOptions(picture=False)).folder
        self.scenarios = {
            seed: Scenario.of(**common, crimes=sampled / "crimes.parquet", seed=seed) for seed in SEEDS
        }
        self.expected = {}
        for seed, scenario in self.scenarios.items():
            whole = run(scenario, base / f"undisturbed-{seed}", RunOptions(picture=False)).folder
            self.expected[seed] = contents(whole)


def contents(folder: Path) -> dict[str, bytes]:
    """Results by name, the model's own file too; what is not there is left out."""
    names = (*FILES, "model-files/log.txt")
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


class Copying(Silent):
    """Copies the folder when so many exchanges are recorded: what a kill leaves."""

    def __init__(self, folder: Path, copy: Path, after: int | None) -> None:
        self._folder, self._copy, self._left = folder, copy, after

    def exchange(self, exchange: object) -> None:
        if self._left is not None:
            self._left -= 1
            if not self._left:
                shutil.copytree(self._folder, self._copy, symlinks=True)


class Life(RuleBasedStateMachine):
    """One folder and what is done to it."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.steps, self.done = 0, False
        self._own = Path(tempfile.mkdtemp(dir=self.ground.base))
        self.folder = self._own / "run"
        self.victim = self._own / "victim"
        self.victim.write_bytes(VICTIM)
        self.outside = self._own / "outside"
        self.outside.mkdir()

    def goes_on(self) -> bool:
        """Whether the folder holds a run of which more is to be expected."""
        return (self.folder / "run.json").exists() and not (self.done and self.steps % 5)

    def teardown(self) -> None:
        shutil.rmtree(self._own)

    @precondition(lambda self: not (self.folder / "run.json").exists() or self.steps % 4 == 0)
    @rule(
        seed=st.sampled_from(SEEDS),
        over=st.booleans(),
        stop=st.none() | st.integers(0, EXCHANGES - 1),
        kill=st.none() | st.integers(1, EXCHANGES),
        every=st.sampled_from((None, 0, 1, 2)),
    )
    def begin(self, seed: int, over: bool, stop: int | None, kill: int | None, every: int | None) -> None:
        scenario = self.ground.scenarios[seed]
        self._attempt(stop, kill, every, lambda how: run(scenario, self.folder, how, overwrite=over))

    @precondition(lambda self: self.goes_on())
    @rule(
        stop=st.none() | st.integers(0, EXCHANGES - 1),
        kill=st.none() | st.integers(1, EXCHANGES),
        every=st.sampled_from((None, 0, 1, 2)),
    )
    def go_on(self, stop: int | None, kill: int | None, every: int | None) -> None:
        self._attempt(stop, kill, every, lambda how: resume(self.folder, how))

    def _attempt(
        self, stop: int | None, kill: int | None, every: int | None, do: Callable[[RunOptions], Any]
    ) -> None:
        asked, copy = 0, self._own / "copy"

        def stopped() -> bool:
            nonlocal asked
            asked += 1
            return stop is not None and asked > stop

        watch = Copying(self.folder, copy, kill)
        how = RunOptions(picture=False, checkpoint=every, stopped=stopped, observer=watch)
        try:
            outcome = do(how)
        except BridgeError:
            outcome = None
        self.done = outcome is not None and outcome.summary is not None and not copy.exists()
        if copy.exists():
            shutil.rmtree(self.folder)
            copy.rename(self.folder)
        elif outcome is not None and outcome.summary is not None:
            seed = outcome.manifest.options.seed
            assert contents(self.folder) == self.ground.expected[seed]
            assert list(differences(self.folder)) == []

    @precondition(lambda self: self.goes_on())
    @rule()
    def finish(self) -> None:
        self._attempt(None, None, 1, lambda how: resume(self.folder, how))

    @precondition(lambda self: (self.folder / "run.json").exists())
    @rule(
        number=st.integers(0, 99),
        kind=st.sampled_from(KINDS),
        at=st.floats(0, 1, exclude_max=True),
    )
    def damage(self, number: int, kind: str, at: float) -> None:
        there = [name for name in OWN if (self.folder / name).exists()]
        path = self.folder / there[number % len(there)]
        if path.is_dir() or path.is_symlink():
            path.unlink() if path.is_symlink() else shutil.rmtree(path)
            if kind == "link":
                path.symlink_to(self.outside)
            return
        content = path.read_bytes()
        place = int(at * len(content))
        if kind == "flip" and content:
            path.write_bytes(content[:place] + bytes([content[place] ^ 16]) + content[place + 1 :])
        elif kind == "cut":
            os.truncate(path, place)
        elif kind == "append":
            path.write_bytes(content + content[place:] + b"\0")
        else:
            path.unlink()
            if kind == "link":
                path.symlink_to(self.victim)

    @precondition(lambda self: self.folder.exists() and self.steps % 6 == 0)
    @rule()
    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @invariant()
    def another_step(self) -> None:
        self.steps += 1

    @invariant()
    def nothing_outside_changes(self) -> None:
        assert self.victim.read_bytes() == VICTIM
        assert list(self.outside.iterdir()) == []

    @invariant()
    def what_is_verified_is_what_was_run(self) -> None:
        try:
            wrong = list(differences(self.folder))
        except BridgeError:
            return
        if not wrong:
            seed = read_manifest(self.folder).options.seed
            assert contents(self.folder) == self.ground.expected[seed]


def live(examples: int, base: Path, *, again: bool) -> None:
    """Try so many lives; `again` the same ones every time."""
    os.environ.setdefault("CRIMS_CACHE_DIR", str(base / "cache"))
    Life.ground = Ground(base)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=12,
        deadline=None,
        derandomize=again,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=chosen)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as text:
        live(wanted, Path(text), again=False)
    print(f"{wanted} lives, all good")
