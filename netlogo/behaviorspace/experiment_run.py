"""One run of an experiment, step by step as NetLogo's own BehaviorSpace makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netlogo.behaviorspace.experiment import Experiment
from netlogo.behaviorspace.run_result import Measured, RunResult, field_of, quoted
from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.values import dump
from netlogo.workspace import Workspace

FAILURES_IN_A_ROW = 1000
"""A run without time limit is given up when `go` has failed so often without a good step between."""


class GivenUpError(Exception):
    """The run cannot go on; its error has been noted."""


class Run:
    """One run on its way."""

    def __init__(self, workspace: Workspace, experiment: Experiment, result: RunResult) -> None:
        self._workspace = workspace
        self._one = experiment
        self._result = result
        self._prefix = ",".join([quoted(str(result.number)), *result.settings])
        self._columns = [Measured() for _ in range(len(self._one.metrics) + 1)]

    def go_through(self) -> None:
        one, result = self._one, self._result
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
                raise GivenUpError
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
            return self._workspace.command(text)
        except LogoError as error:
            self._note(str(error))
            return None

    def _condition(self, text: str, what: str) -> bool:
        if not text.strip():
            return False
        value = self._aside(lambda: self._workspace.report(text))
        if value.__class__ is not bool:
            self._note(
                f"{what} should report true or false, but instead reported"
                f" {dump(value, readable=True)}: {text}"
            )
            raise GivenUpError
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
            value = self._aside(lambda: self._workspace.report(text))
        except LogoError as error:
            self._note(f"{error} in metric {text!r}")
            kind = "ArgumentTypeException" if _is_argument_error(error) else "RuntimePrimitiveException"
            return None, quoted(f"<{kind}>")
        return value, field_of(value)

    def _aside(self, reporter: Callable[[], Any]) -> Any:
        """Ask something without using up the model's random numbers."""
        rng = self._workspace.world.rng
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


def _is_argument_error(error: LogoError) -> bool:
    """Whether NetLogo would have met this as an argument of the wrong type (nobody where an agent is due)."""
    return isinstance(error, InputTypeError) or " expected input to be " in error.message
