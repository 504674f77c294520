"""`crims experiment`: a grid of scenarios with replicates, here or on a Dask cluster."""

import time
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bridge.cli.run_commands.run import RUNS, Signals
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.experiments.experiment_file import read_experiment
from bridge.experiments.journal import RunRow
from bridge.experiments.store import Store

if TYPE_CHECKING:
    from distributed import Client

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
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster that runs already, tcp://host:port.")
@click.option("--scheduler-file", type=click.Path(path_type=Path), help="The same, by its scheduler file.")
@click.option(
    "--tls",
    nargs=3,
    type=click.Path(path_type=Path),
    metavar="CA CERT KEY",
    help="Files for a scheduler on tls://.",
)
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
    tls: tuple[Path, Path, Path] | None,
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
    if file is not None:
        store = Store.create(out or RUNS / file.stem, read_experiment(file))
    elif resume is not None:
        store = Store.reopen(resume)
        store.forget_failed()
    console = Console(highlight=False, quiet=quiet)
    with store, Signals() as signals, ExitStack() as stack:
        client = None
        if scheduler or scheduler_file:
            client = stack.enter_context(connect(scheduler, scheduler_file, tls))
        elif workers != 0:
            client = local_workers(workers, memory, stack)
        with Bar(console) as bar:
            execute(store, client=client, watcher=bar, stopped=signals.stop)
        _conclude(console, store)
    if analyse is not None and store.about.state == "complete":
        from bridge.cli.experiment_commands.sensitivity import show

        show(console, store.folder, analyse, analysed)
    if signals.caught:
        raise SystemExit(128 + signals.caught)


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


def connect(address: str | None, file: Path | None, tls: tuple[Path, Path, Path] | None) -> "Client":
    """A client of a Dask cluster that runs already.

    Raises:
        EngineUnavailable: nobody answers, or Dask is missing.
    """
    distributed = _dask()
    security: Any = None
    if tls is not None:
        ca, certificate, key = map(str, tls)
        security = distributed.Security(
            tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
        )
    where = {"scheduler_file": str(file)} if file is not None else {"address": address}
    try:
        client: Client = distributed.Client(**where, security=security, timeout=20)
    except (OSError, ValueError, TypeError) as error:
        raise EngineUnavailable(
            f"no Dask scheduler answers at {str(file or address)!r}: {error or type(error).__name__}"
        ) from error
    return client


def local_workers(workers: int | None, memory: str, stack: ExitStack) -> "Client":
    """A cluster on this machine: one process a core, each with one thread."""
    distributed = _dask()
    import dask

    from bridge.experiments.execute import DEATHS

    stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}))
    cluster = stack.enter_context(
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=memory,
            dashboard_address="127.0.0.1:0",
            host="127.0.0.1",
        )
    )
    client: Client = stack.enter_context(distributed.Client(cluster))
    return client


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise EngineUnavailable(
            "workers need Dask: pip install 'crims-bridge[experiments]', or give --workers 0"
        ) from error
    return distributed


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
