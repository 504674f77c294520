"""`crims experiment`: a grid of scenarios with replicates, here or on a Dask cluster."""

import time
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bridge.cli.options import SCHEDULER, TLS
from bridge.cli.run_commands.run import RUNS, Signals
from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import read_experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store, read_about, refuse_taken

if TYPE_CHECKING:
    from distributed import Client

    from bridge.experiments.cluster.clients import Tls
    from bridge.experiments.experiment_file import Experiment

SHOWN = 5
"""Failed runs that are shown at the end."""


@click.command("experiment")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results.  [default: runs/NAME]")
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Run what is missing or failed.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="Worker processes; 0 runs here, one after the other.  [default: one a core]",
)
@click.option("--memory", default="auto", metavar="SIZE", help="Limit of each worker, such as 700MiB.")
@SCHEDULER
@click.option("--scheduler-file", type=click.Path(path_type=Path), help="The same, by its scheduler file.")
@TLS
@click.option(
    "--analyse",
    type=click.Choice(["sobol", "morris", "regression"]),
    help="Then say which factors count: for the designs saltelli, morris, and any other.",
)
@click.option("--metric", "analysed", multiple=True, help="Of --analyse; repeatable.  [default: usual ones]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    file: Path | None,
    out: Path | None,
    resume: Path | None,
    workers: int | None,
    memory: str,
    scheduler: str | None,
    scheduler_file: Path | None,
    tls: "Tls | None",
    analyse: str | None,
    analysed: tuple[str, ...],
    quiet: bool,
) -> None:
    """Run the experiment of FILE, a .toml file: factors, replicates, metrics, when to stop.

    \b
    Examples:
      crims experiment staffing.toml
      crims experiment --resume runs/staffing
      crims experiment staffing.toml --scheduler tcp://cluster:8786
      crims experiment --resume runs/factors --analyse sobol --metric crimes
    """
    from bridge.experiments.execute import execute

    if (file is None) == (resume is None):
        raise ScenarioError("expected a file, or --resume with the folder of an experiment")
    experiment, folder = _asked(file, out, resume)
    console = Console(highlight=False, quiet=quiet)
    with Signals() as signals, ExitStack() as stack:
        # First: an experiment without workers leaves no folder behind, which would be in the way of the next.
        client = _client(scheduler, scheduler_file, tls, workers, memory, stack)
        store = stack.enter_context(
            Store.reopen(folder) if experiment is None else Store.create(folder, experiment)
        )
        store.forget_failed()
        with Bar(console) as bar:
            execute(store, client=client, watcher=bar, stopped=signals.stop)
        _conclude(console, store)
    if analyse is not None and store.about.state == "complete":
        from bridge.cli.experiment_commands.sensitivity import show

        show(console, store.folder, analyse, analysed)
    if signals.caught:
        raise SystemExit(128 + signals.caught)


def _asked(file: Path | None, out: Path | None, resume: Path | None) -> "tuple[Experiment | None, Path]":
    """A new experiment and its folder, or that of one to go on with; wrong ones are refused at once."""
    if file is None:
        assert resume is not None
        read_about(resume)
        return None, resume
    folder = out or RUNS / file.stem
    experiment = read_experiment(file)
    refuse_taken(folder)
    return experiment, folder


def _client(
    scheduler: str | None, file: Path | None, tls: "Tls | None", workers: int | None, memory: str,
    stack: ExitStack,
) -> "Client | None":  # fmt: skip
    from bridge.experiments.cluster.clients import connect, local_workers

    if scheduler or file:
        return stack.enter_context(connect(scheduler, file, tls))
    if tls is not None:
        raise ScenarioError("expected --scheduler or --scheduler-file beside --tls")
    return None if workers == 0 else local_workers(workers, memory, stack)


class Bar:
    """Shows how far an experiment is: done, failed, runs a second, seconds of a run, time left."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.fields[figures]}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, figures="starting")
        self._done = self._failed = self._before = 0
        self._cost = 0.0
        self._begun = time.monotonic()

    def __enter__(self) -> "Bar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def planned(self, runs: int, done: int) -> None:
        """So many runs are planned by now, so many are there."""
        self._before = self._before or done
        self._bar.update(self._task, total=runs, completed=done)

    def finished(self, row: RunRow) -> None:
        """A run has ended."""
        self._done += 1
        self._failed += row.error is not None
        self._cost += row.seconds
        rate = self._done / max(1e-9, time.monotonic() - self._begun)
        cost = self._cost / self._done
        figures = f"{self._done} done, {self._failed} failed, {rate:.2g} a second, {cost:.2g} s a run"
        self._bar.update(self._task, advance=1, figures=figures)


def _conclude(console: Console, store: Store) -> None:
    about = store.about
    console.print(
        f"{about.state}: {about.done} of {about.runs} runs done, {about.failed} failed; "
        f"results in {store.folder}",
        markup=False,
        soft_wrap=True,
    )
    failed = (row for row in store.rows() if row.error is not None) if about.failed else ()
    for row in islice(failed, SHOWN):
        console.print(f"  cell {row.cell}, seed {row.seed}: {row.error}", markup=False, soft_wrap=True)
    if about.failed > SHOWN:
        console.print(f"  and {about.failed - SHOWN} more, in the column error of runs.parquet", markup=False)
    if about.state != "complete":
        console.print(f"go on with: crims experiment --resume {store.folder}", markup=False, soft_wrap=True)
    if about.done:
        console.print(f"as a page: crims report {store.folder}", style="dim", markup=False, soft_wrap=True)
