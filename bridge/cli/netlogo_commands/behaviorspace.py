"""`crims netlogo experiment`: runs a BehaviorSpace experiment of a model into NetLogo's tables."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bridge.cli.exits import MODEL
from bridge.cli.netlogo_commands.models import ALLOW
from bridge.cli.options import SCHEDULER, TLS
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from bridge.experiments.cluster.clients import Tls
    from netlogo.behaviorspace import Experiment, RunResult, Summary

SIZES = ("min_pxcor", "max_pxcor", "min_pycor", "max_pycor")
ERRORS_SHOWN = 20


@click.command("experiment")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--name", help="Which experiment; can be left out where there is only one.")
@click.option(
    "--setup-file", type=click.Path(path_type=Path), help="XML file of experiments, not the model's."
)
@click.option("--table", metavar="FILE", help="Table output; - is standard output, here and below.")
@click.option("--spreadsheet", metavar="FILE", help="Spreadsheet output.")
@click.option("--lists", metavar="FILE", help="Metrics that are lists, an item in each column.")
@click.option("--stats", metavar="FILE", help="Means and standard deviations over repetitions.")
@click.option("--runs", metavar="FILE", help="One line a run: steps, final tick, why it ended, errors.")
@click.option("--processes", type=click.IntRange(min=1), default=1, show_default=True, help="Runs at a time.")
@click.option(
    "--design",
    type=click.Choice(["grid", "one-at-a-time", "lhs", "sobol", "saltelli", "morris"]),
    help="Cells in place of all combinations; the ones that sample stay between each variable's limits.",
)
@click.option("--samples", type=click.IntRange(min=1), default=64, show_default=True, help="Of --design.")
@SCHEDULER
@TLS
@click.option("--seed", type=int, help="Give each run random numbers that depend on this and its number.")
@click.option("--max-seconds", type=click.FloatRange(min=0, min_open=True), help="Cut off a run after this.")
@click.option("--update-plots", is_flag=True, help="Update plots; needed if the model exports them.")
@click.option("--anew", is_flag=True, help="Begin anew where an earlier try was cut off, not go on with it.")
@click.option("--min-pxcor", type=int, help="World to use; give all four limits.")
@click.option("--max-pxcor", type=int)
@click.option("--min-pycor", type=int)
@click.option("--max-pycor", type=int)
@ALLOW
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def experiment_command(
    model: Path,
    name: str | None,
    setup_file: Path | None,
    table: str | None,
    spreadsheet: str | None,
    lists: str | None,
    stats: str | None,
    runs: str | None,
    processes: int,
    design: str | None,
    samples: int,
    scheduler: str | None,
    tls: "Tls | None",
    seed: int | None,
    max_seconds: float | None,
    update_plots: bool,
    anew: bool,
    allowed: tuple[str, ...],
    quiet: bool,
    **limits: int | None,
) -> None:
    """Run a BehaviorSpace experiment as NetLogo's headless launcher does.

    An error in a run is shown with the run's settings, and the other runs go on; the exit code is 5 then. A
    killed experiment goes on where it was when the same command is given again.

    \b
    Examples:
      crims netlogo experiment model.nlogo --name ranges --table ranges.csv --processes 2
      crims netlogo experiment model.nlogo --design lhs --samples 100 --seed 1 --table sample.csv
    """
    from netlogo import read_model
    from netlogo.behaviorspace import Options, Outputs, choose, experiments_of, run_experiment

    targets = [_target(one) for one in (table, spreadsheet, lists, stats, runs)]
    if not any(targets):
        raise ScenarioError("expected --table or another output, got none; the results would be lost")
    options = Options(seed, max_seconds, update_plots, _size(limits), allowed)
    where = str(setup_file or model)
    chosen = choose(experiments_of(read_model(model), setup_file), name, where)
    if design is not None:
        from bridge.experiments.behaviorspace import designed

        chosen = designed(chosen, design, samples, seed or 0)
    console = Console(stderr=True, highlight=False, quiet=quiet, soft_wrap=True)
    with ExitStack() as stack:
        elsewhere = None
        if scheduler is not None:
            from bridge.experiments.behaviorspace import on_cluster
            from bridge.experiments.cluster.clients import connect

            client = stack.enter_context(connect(scheduler, None, tls))
            elsewhere = on_cluster(client, model, chosen, options)
        reports = stack.enter_context(_Reports(console, chosen))
        summary = run_experiment(
            model,
            chosen,
            Outputs(*targets),
            options,
            processes=processes,
            anew=anew,
            observer=reports.ended,
            elsewhere=elsewhere,
        )
    _show(console, summary)
    if summary.failed or summary.outside:
        raise SystemExit(MODEL)


class _Reports:
    """Draws the progress bar and shows errors as runs end."""

    def __init__(self, console: Console, experiment: "Experiment") -> None:
        self._variables = experiment.variables
        self._errors = Console(stderr=True, highlight=False, soft_wrap=True)
        self._shown = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task(experiment.name or "experiment", total=experiment.number_of_runs)

    def __enter__(self) -> "_Reports":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def ended(self, result: "RunResult", done: int, total: int) -> None:
        """A run is over."""
        self._bar.update(self._task, completed=done, total=total)
        if not result.errors:
            return
        self._shown += 1
        if self._shown == ERRORS_SHOWN + 1:
            self._errors.print("further errors are not shown; --runs has them all", markup=False)
        if self._shown > ERRORS_SHOWN:
            return
        values = (field[1:-1].replace('""', '"') for field in result.settings)
        settings = ", ".join(f"{name} {value}" for name, value in zip(self._variables, values, strict=True))
        for text in result.errors:
            self._errors.print(f"run {result.number} ({settings or 'no settings'}): {text}", markup=False)


def _show(console: Console, summary: "Summary") -> None:
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for text in summary.outside:
        errors.print(f"before or after the runs: {text}", markup=False)
    before = f", {summary.found} of them by an earlier try" if summary.found else ""
    failed = f"; {summary.failed} with errors" if summary.failed else ""
    console.print(f"{summary.runs} runs{before}{failed}", style="dim", markup=False)


def _target(name: str | None) -> Path | TextIO | None:
    if name is None:
        return None
    if name == "-":
        return sys.stdout
    path = Path(name)
    if not path.parent.is_dir():
        raise ScenarioError(f"expected an output in a folder that exists, got {name!r}")
    return path


def _size(limits: dict[str, int | None]) -> tuple[int, int, int, int] | None:
    given = [limits[name] for name in SIZES if limits[name] is not None]
    if not given:
        return None
    if len(given) < len(SIZES):
        raise ScenarioError(f"expected all of --min-pxcor ... --max-pycor, got {len(given)} of the four")
    low_x, high_x, low_y, high_y = given
    return low_x or 0, high_x or 0, low_y or 0, high_y or 0
