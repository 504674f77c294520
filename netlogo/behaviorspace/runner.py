"""Runs one experiment's runs in one workspace, step by step as NetLogo's own BehaviorSpace does.

Settings enter, a `RunResult` with the finished lines of the table leaves. The workspace is used again for the
next run, so whatever setup does not reset carries over, as in NetLogo.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netlogo.behaviorspace.experiment import Experiment, Settings
from netlogo.errors import CompilerError, HaltError, InputTypeError, LogoError, NetLogoError, ProgramError
from netlogo.runtime.numbers import number_text
from netlogo.runtime.values import dump
from netlogo.time_limit import time_limit
from netlogo.workspace import Workspace

FAILURES_IN_A_ROW = 1000
"""A run without time limit is given up when `go` has failed so often without a good step between."""
_SIZES = {"MIN-PXCOR": 0, "MAX-PXCOR": 1, "MIN-PYCOR": 2, "MAX-PYCOR": 3}
_SPANS = {"WORLD-WIDTH": 0, "WORLD-HEIGHT": 2}
Size = tuple[int, int, int, int]
"""min-pxcor, max-pxcor, min-pycor, max-pycor."""


@dataclass(frozen=True, slots=True)
class Options:
    """How runs are made, beside what the experiment says.

    With `seed` every run has random numbers of its own that depend on the seed and the run's number alone;
    without, they are new ones each time. `max_seconds` limits one run; `size` replaces the model's world.
    """

    seed: int | None = None
    max_seconds: float | None = None
    update_plots: bool = False
    size: Size | None = None


@dataclass(slots=True)
class RunResult:
    """What one run gave.

    `lines` are complete lines of the table; `final`, `low`, `high` and `mean` are the fields of the
    spreadsheet's summary (step first, then the metrics; empty where there is none); `ticks` is the tick
    counter at the end, -1 if it was never started; `end` says why the run ended; `errors` are texts.
    """

    number: int
    settings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    final: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    high: list[str] = field(default_factory=list)
    mean: list[str] = field(default_factory=list)
    steps: int = 0
    ticks: float = -1.0
    complete: bool = False
    end: str = ""
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    measurements: int = 0


class _Measured:
    """Running figures of one column of the spreadsheet."""

    __slots__ = ("all_numbers", "count", "high", "last", "low", "total")

    def __init__(self) -> None:
        self.total = 0.0
        self.low, self.high = math.inf, -math.inf
        self.count = 0
        self.all_numbers = True
        self.last = ""

    def add(self, value: Any, text: str) -> None:
        self.last = text
        if value.__class__ is not float:
            self.all_numbers = False
            return
        self.total += value  # from left to right: rounding shows in the last digits of the mean
        self.low, self.high = min(self.low, value), max(self.high, value)
        self.count += 1

    def summary(self) -> tuple[str, str, str]:
        if not self.count:
            return "", "", ""
        mean = quoted(number_text(self.total / self.count)) if self.all_numbers else ""
        return quoted(number_text(self.low)), quoted(number_text(self.high)), mean


class _GivenUpError(Exception):
    """The run cannot go on; its error has been noted."""


def quoted(text: str) -> str:
    """A field of a CSV line."""
    return '"' + text.replace('"', '""') + '"'


def field_of(value: Any) -> str:
    """A NetLogo value as a field of a CSV line."""
    return quoted(dump(value, exporting=True))


class Runner:
    """One workspace that makes runs of one experiment."""

    def __init__(self, model: str | Path, experiment: Experiment, options: Options) -> None:
        self._model = model
        self.experiment = experiment
        self._options = options
        self.workspace = self._open()

    def _open(self) -> Workspace:
        workspace = Workspace.open(self._model)
        workspace.world.updates_plots = self._options.update_plots
        workspace.world.experiment_name = self.experiment.name
        if self._options.size:
            workspace.world.resize(*self._options.size)
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
            with time_limit(self._options.max_seconds):
                _Run(self, result, settings).go_through()
        except _GivenUpError:
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
        if self._options.seed is not None:
            world.rng.set_seed(run_seed(self._options.seed, number))
        size = self.size
        for name, value in settings:
            if name.upper() in _SIZES or name.upper() in _SPANS:
                size = _resized(size, name, value)
            elif name.upper() == "RANDOM-SEED":
                world.rng.set_seed(int(value))
        if size != self.size:
            if not (size[0] <= 0 <= size[1] and size[2] <= 0 <= size[3]):
                raise NetLogoError(f"expected a world with the point (0, 0) in it, got the limits {size}")
            world.resize(*size)
        for name, value in settings:
            if name.upper() not in _SIZES and name.upper() not in _SPANS and name.upper() != "RANDOM-SEED":
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


class _Run:
    """One run on its way."""

    def __init__(self, runner: Runner, result: RunResult, settings: Settings) -> None:
        self._runner = runner
        self._one = runner.experiment
        self._result = result
        self._settings = settings
        self._prefix = ",".join([quoted(str(result.number)), *result.settings])
        self._columns = [_Measured() for _ in range(len(self._one.metrics) + 1)]

    def go_through(self) -> None:
        one, result, runner = self._one, self._result, self._runner
        runner.prepare(result.number, self._settings)
        self._command(one.setup)
        if one.every_step or self._condition(one.metrics_condition, "Metrics condition"):
            self._measure()
        failures = 0
        while True:
            if one.time_limit and result.steps >= one.time_limit:
                result.end = "time limit"
                break
            if self._condition(one.exit_condition, "Stopping condition"):
                result.end = "exit condition"
                break
            stopped = self._command(one.go)
            if stopped:
                result.end = "stop"
                break
            failures = failures + 1 if stopped is None else 0
            if failures >= FAILURES_IN_A_ROW and not one.time_limit:
                self._note(f"the run was given up after go had failed in {failures} steps in a row")
                raise _GivenUpError
            result.steps += 1
            if one.every_step or self._condition(one.metrics_condition, "Metrics condition"):
                self._measure()
        if not one.every_step and not one.metrics_condition.strip():
            self._measure()
        self._command(one.post_run)
        if not one.metrics:  # the table says at least how long the run was
            result.lines.append(f"{self._prefix},{quoted(str(result.steps))}\n")
        self._sum_up()
        result.complete = True

    def _command(self, text: str) -> bool | None:
        """Whether the commands stopped; None if they failed, which does not end a run."""
        if not text.strip():
            return False
        try:
            return self._runner.workspace.command(text)
        except LogoError as error:
            self._note(str(error))
            return None

    def _condition(self, text: str, what: str) -> bool:
        if not text.strip():
            return False
        value = self._aside(lambda: self._runner.workspace.report(text))
        if value.__class__ is not bool:
            self._note(
                f"{what} should report true or false, but instead reported"
                f" {dump(value, readable=True)}: {text}"
            )
            raise _GivenUpError
        return bool(value)

    def _measure(self) -> None:
        result = self._result
        values: list[Any] = [float(result.steps)]
        texts = [quoted(str(result.steps))]
        for metric in self._one.metrics:
            value, text = self._metric(metric)
            values.append(value)
            texts.append(text)
        if self._one.metrics:
            result.lines.append(f"{self._prefix},{','.join(texts)}\n")
        result.measurements += 1
        for column, value, text in zip(self._columns, values, texts, strict=True):
            column.add(value, text)

    def _metric(self, text: str) -> tuple[Any, str]:
        """A metric's value and its field; where it failed, NetLogo's word for the error stands there."""
        try:
            value = self._aside(lambda: self._runner.workspace.report(text))
        except LogoError as error:
            self._note(f"{error} in metric {text!r}")
            kind = "ArgumentTypeException" if _is_argument_error(error) else "RuntimePrimitiveException"
            return None, quoted(f"<{kind}>")
        return value, field_of(value)

    def _aside(self, reporter: Callable[[], Any]) -> Any:
        """Ask something without using up the model's random numbers."""
        rng = self._runner.workspace.world.rng
        kept = rng.clone()
        try:
            return reporter()
        finally:
            rng.swap(kept)

    def _note(self, text: str) -> None:
        """Keep each error once: one that comes at every step would fill the memory."""
        if text not in self._result.errors and len(self._result.errors) < 20:
            self._result.errors.append(text)

    def _sum_up(self) -> None:
        summaries = [column.summary() for column in self._columns]
        result = self._result
        result.final = [column.last for column in self._columns]
        result.low, result.high, result.mean = (list(column) for column in zip(*summaries, strict=True))


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


def _is_argument_error(error: LogoError) -> bool:
    """Whether NetLogo would have met this as an argument of the wrong type (nobody where an agent is due)."""
    return isinstance(error, InputTypeError) or " expected input to be " in error.message


def _resized(size: Size, name: str, value: Any) -> Size:
    """The limits after one of them, or the width or height, was set; NetLogo keeps the origin's place."""
    limits = list(size)
    number = int(value)
    if name.upper() in _SIZES:
        limits[_SIZES[name.upper()]] = number
    else:
        at = _SPANS[name.upper()]
        low, high = limits[at : at + 2]
        if number < 1 or (high == -low and number % 2 != 1):
            raise NetLogoError(f"You cannot set {name} to {number}")
        if high == -low:
            limits[at : at + 2] = -((number - 1) // 2), (number - 1) // 2
        elif high == 0:
            limits[at] = 1 - number
        elif low == 0:
            limits[at + 1] = number - 1
    low_x, high_x, low_y, high_y = limits
    return low_x, high_x, low_y, high_y
