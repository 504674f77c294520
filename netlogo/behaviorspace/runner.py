"""Runs one experiment's runs in one workspace, step by step as NetLogo's own BehaviorSpace does.

A run gives a `RunResult` with the finished lines of the table. The workspace is used again for the next run,
so whatever setup does not reset carries over, as in NetLogo.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netlogo.behaviorspace.experiment import Experiment, Settings
from netlogo.behaviorspace.experiment_run import GivenUpError, Run
from netlogo.behaviorspace.run_result import RunResult, field_of
from netlogo.behaviorspace.world_size import SIZES, SPANS, Size, resized
from netlogo.engine.time_limit import time_limit
from netlogo.errors import CompilerError, HaltError, LogoError, NetLogoError, ProgramError
from netlogo.runtime.values import dump
from netlogo.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Options:
    """How runs are made, beside what the experiment says.

    With `seed` every run has random numbers of its own that depend on the seed and the run's number alone;
    without, they are new ones each time. `max_seconds` limits one run; `size` replaces the model's world;
    `allowed` is what `Workspace.allow` takes.
    """

    seed: int | None = None
    max_seconds: float | None = None
    update_plots: bool = False
    size: Size | None = None
    allowed: tuple[str, ...] = ()


class Runner:
    """One workspace that makes runs of one experiment."""

    def __init__(self, model: str | Path, experiment: Experiment, options: Options) -> None:
        self._model = model
        self.experiment = experiment
        self.options = options
        self.workspace = self._open()

    def _open(self) -> Workspace:
        workspace = Workspace.open(self._model)
        workspace.allow(self.options.allowed)
        workspace.world.updates_plots = self.options.update_plots
        workspace.world.experiment_name = self.experiment.name
        if self.options.size:
            workspace.world.resize(*self.options.size)
        return workspace

    @property
    def size(self) -> Size:
        """The limits of the world."""
        topology = self.workspace.world.topology
        return topology.min_x, topology.max_x, topology.min_y, topology.max_y

    def check(self) -> None:
        """Compile everything the experiment will run.

        Raises:
            ProgramError: some of it is not valid; `errors` lists all, each with what it is.
        """
        errors = []
        for what, error in code_errors(self.workspace, self.experiment):
            error.hint = error.hint or f"{what} of experiment {self.experiment.name!r}"
            errors.append(error)
        if errors:
            together = ProgramError(errors[0].message, errors)
            together.place, together.hint = errors[0].place, errors[0].hint
            raise together

    def outside_runs(self, commands: str) -> str:
        """Run the pre- or post-experiment commands; the text of the error, if they failed."""
        try:
            self.workspace.command(commands)
        except LogoError as error:
            return str(error)
        return ""

    def run(self, number: int, settings: Settings) -> RunResult:
        """Make one run; what goes wrong in it is in the result."""
        result = RunResult(number, [field_of(value) for _, value in settings])
        started = time.perf_counter()
        try:
            with time_limit(self.options.max_seconds):
                self.prepare(number, settings)
                Run(self.workspace, self.experiment, result).go_through()
        except GivenUpError:
            result.end = result.end or "error"
        except HaltError as error:
            result.end = "max-seconds"
            result.errors.append(str(error) or "the run took too long")
        except NetLogoError as error:
            result.end = "error"
            result.errors.append(str(error))
        result.ticks = self.workspace.world.ticks
        self.workspace.world.output.take()  # what models print is not kept over the runs
        result.seconds = time.perf_counter() - started
        if result.end == "max-seconds":
            self.workspace = self._open()  # a run cut off anywhere may leave its world half changed
        return result

    def prepare(self, number: int, settings: Settings) -> None:
        """Set seed, size of the world and globals for a run.

        Raises:
            NetLogoError: there is no such global, or the value does not suit it.
        """
        world = self.workspace.world
        world.run_number = number
        if self.options.seed is not None:
            world.rng.set_seed(run_seed(self.options.seed, number))
        size = self.size
        for name, value in settings:
            if name.upper() in SIZES or name.upper() in SPANS:
                size = resized(size, name, value)
            elif name.upper() == "RANDOM-SEED":
                world.rng.set_seed(int(value))
        if size != self.size:
            if not (size[0] <= 0 <= size[1] and size[2] <= 0 <= size[3]):
                raise NetLogoError(f"expected a world with the point (0, 0) in it, got the limits {size}")
            world.resize(*size)
        for name, value in settings:
            if name.upper() not in SIZES and name.upper() not in SPANS and name.upper() != "RANDOM-SEED":
                self._check_value(name, value)
                self.workspace.set_global(name, value)

    def _check_value(self, name: str, value: Any) -> None:
        """A widget's global takes only what the widget can show."""
        widget = self.workspace.interface_globals.get(name.lower())
        if widget is None:
            return
        if widget.kind == "chooser" and value not in widget.choices:
            raise NetLogoError(
                f"Value must be one of: {dump(widget.choices, readable=True)}, not {dump(value)}"
            )
        expected = {"slider": (float, "number"), "switch": (bool, "boolean")}.get(widget.kind)
        if expected and value.__class__ is not expected[0]:
            raise NetLogoError(f"Value must be a {expected[1]} for {name}, not {dump(value, readable=True)}")


def code_errors(workspace: Workspace, one: Experiment) -> Iterator[tuple[str, CompilerError]]:
    """Compile all code of an experiment; every error with the words for what it is in."""
    texts = [
        ("the pre-experiment commands", one.pre_experiment, False), ("the setup commands", one.setup, False),
        ("the go commands", one.go, False), ("the post-run commands", one.post_run, False),
        ("the post-experiment commands", one.post_experiment, False),
        ("the exit condition", one.exit_condition, True),
        ("the metrics condition", one.metrics_condition, True),
    ]  # fmt: skip
    texts = [entry for entry in texts if entry[1].strip()]
    for what, text, reporter in [*texts, *((f"metric {metric!r}", metric, True) for metric in one.metrics)]:
        try:
            (workspace.compile_reporter if reporter else workspace.compile_command)(text)
        except CompilerError as error:
            yield what, error


def run_seed(seed: int, number: int) -> int:
    """The seed of one run, from that of the experiment."""
    digest = hashlib.blake2b(f"{seed}/{number}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") - 2**31
