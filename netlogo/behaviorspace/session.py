"""Runs a whole experiment: what is still to do, in how many processes, and the outputs at the end.

The outputs are files in NetLogo's formats; what the runs came to is told as a summary.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from netlogo.behaviorspace.derived import lists_lines, stats_lines
from netlogo.behaviorspace.experiment import Experiment
from netlogo.behaviorspace.journal import Journal
from netlogo.behaviorspace.outputs import Heading, run_lines, spreadsheet_lines, table_lines, write
from netlogo.behaviorspace.pool import Task, results_in_turn, results_side_by_side
from netlogo.behaviorspace.run_result import RunResult
from netlogo.behaviorspace.runner import Options, Runner

Target = Path | TextIO


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where results go: paths, or open streams. `runs` is a list of the runs with steps, final tick and
    errors.
    """

    table: Target | None = None
    spreadsheet: Target | None = None
    lists: Target | None = None
    stats: Target | None = None
    runs: Target | None = None

    @property
    def journal(self) -> Path | None:
        """Where the journal lies: beside the first output that is a file."""
        for target in (self.table, self.spreadsheet, self.lists, self.stats, self.runs):
            if isinstance(target, Path):
                return target.with_name(target.name + ".journal")
        return None


@dataclass(slots=True)
class Summary:
    """How an experiment went. `found` runs were in the journal already; `failed` had errors; `outside` are
    errors of the pre- and post-experiment commands.
    """

    runs: int
    found: int
    failed: int = 0
    outside: list[str] = field(default_factory=list)


def run_experiment(
    model: str | Path,
    experiment: Experiment,
    outputs: Outputs,
    options: Options | None = None,
    *,
    processes: int = 1,
    anew: bool = False,
    observer: Callable[[RunResult, int, int], None] | None = None,
    elsewhere: Callable[[Iterator[Task]], Iterator[RunResult]] | None = None,
) -> Summary:
    """Make all runs of an experiment that are not in its journal yet, and write its outputs.

    Args:
        model: path of a `.nlogo` or `.nlogox` file.
        processes: how many processes make runs; with 1 they are made in this one.
        anew: forget the journal of an earlier try.
        observer: told of every run as it ends, with the number of runs done and of all runs.
        elsewhere: makes the runs in place of processes here, in any order.

    Raises:
        ExperimentError: the experiment cannot be run, or the journal is of another one.
        CompilerError: the model or the experiment's code is not valid.
    """
    options = options or Options()
    total = experiment.number_of_runs
    runner = Runner(model, experiment, options)
    runner.check()
    heading = Heading(str(model), experiment, runner.size)
    with tempfile.TemporaryDirectory() as scratch:
        path = outputs.journal or Path(scratch) / "journal"
        if anew:
            path.unlink(missing_ok=True)
        journal = Journal(path, identity(runner, experiment, options), total)
        try:
            summary = Summary(total, journal.found)
            make = elsewhere or _maker(runner, model, processes)
            _make_runs(runner, make, journal, summary, observer)
            _write_outputs(heading, journal, outputs)
        except BaseException:
            journal.close(delete=False)
            raise
        journal.close(delete=True)
    return summary


def _maker(
    runner: Runner, model: str | Path, processes: int
) -> Callable[[Iterator[Task]], Iterator[RunResult]]:
    """Makes runs here: in processes where there are several runs for them, else in this one."""

    def make(tasks: Iterator[Task]) -> Iterator[RunResult]:
        first = list(islice(tasks, 2))
        every = chain(first, tasks)
        if processes > 1 and len(first) > 1:
            return results_side_by_side(model, runner.experiment, runner.options, every, processes)
        return results_in_turn(runner, every)

    return make


def _make_runs(
    runner: Runner,
    make: Callable[[Iterator[Task]], Iterator[RunResult]],
    journal: Journal,
    summary: Summary,
    observer: Callable[[RunResult, int, int], None] | None,
) -> None:
    experiment = runner.experiment

    def outside(commands: str) -> None:
        error = runner.outside_runs(commands) if commands.strip() else ""
        if error:
            summary.outside.append(error)

    def tasks() -> Iterator[Task]:
        return (task for task in enumerate(experiment.runs(), 1) if task[0] not in journal)

    done = journal.found
    summary.failed = sum(1 for result in journal.results(lines=False) if result.errors)
    outside(experiment.pre_experiment)
    for result in make(tasks()):
        journal.add(result)
        done += 1
        summary.failed += bool(result.errors)
        if observer is not None:
            observer(result, done, summary.runs)
    outside(experiment.post_experiment)


def _write_outputs(heading: Heading, journal: Journal, outputs: Outputs) -> None:
    for target, lines in (
        (outputs.table, table_lines),
        (outputs.spreadsheet, spreadsheet_lines),
        (outputs.lists, lists_lines),
        (outputs.stats, stats_lines),
    ):
        if target is not None:
            write(target, lines(heading, journal))
    if outputs.runs is not None:
        write(outputs.runs, run_lines(heading.experiment, journal))


def identity(runner: Runner, experiment: Experiment, options: Options) -> str:
    """What makes two tries the same experiment: the code, the interface, the definition and the options that
    change results.
    """
    model = runner.workspace.model
    sources = sorted((source.name, source.text) for source in runner.workspace.program.sources)
    parts = (sources, model.globals, model.world, experiment, options.seed, options.size)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
