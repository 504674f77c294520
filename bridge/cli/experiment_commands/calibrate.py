"""`crims calibrate`: values of the factors that agree with what was observed."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside
from bridge.cli.experiment_commands.experiment import Bar
from bridge.cli.run_commands.run import Signals

if TYPE_CHECKING:
    from bridge.analysis.calibration import Posterior, Target

FILE, CHECK = "posterior.parquet", "check"


@click.command("calibrate")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--target", "targets", multiple=True, required=True, metavar="METRIC=VALUE[+-DEVIATION]",
              help="What was observed, and its standard deviation; repeatable.")  # fmt: skip
@click.option("--held-out", multiple=True, metavar="METRIC=VALUE[+-DEVIATION]",
              help="Observed as well, but kept from the fit: does it come out?")  # fmt: skip
@click.option(
    "--check", type=click.IntRange(min=2), metavar="N", help="Run the simulation at N of the draws."
)
@click.option("--workers", type=click.IntRange(min=0), default=0, show_default=True, help="For --check.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the sampler.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results.  [default: FOLDER]")
def command(
    folder: Path, targets: tuple[str, ...], held_out: tuple[str, ...], check: int | None, workers: int,
    seed: int, out: Path | None,
) -> None:  # fmt: skip
    """Fit the factors of an experiment (design lhs or sobol) to what was observed.

    The prior is uniform within the limits of the factors. The result is a posterior: draws that agree with
    the targets, in posterior.parquet, not one best point.

    \b
    Examples:
      crims calibrate runs/factors --target crimes=5400+-80
      crims calibrate runs/factors --target metrics.response-minutes-1.last=11+-1
        --held-out metrics.response-minutes-2.last=40+-5 --check 8 --workers 2
    """
    from bridge.analysis.calibration import Target, calibrate
    from bridge.experiments.store import refuse_taken

    target = out or folder
    if check:
        refuse_taken(target / CHECK)  # before the fit, which takes a while
    found = calibrate(
        folder, [Target.parse(one) for one in targets], [Target.parse(one) for one in held_out], seed
    )
    console = Console(highlight=False)
    console.print(_factors(found))
    console.print(_fits(found))
    for one in found.warnings:
        console.print(f"note: {one}", style="dim", markup=False, soft_wrap=True)
    _write(found, target / FILE)
    console.print(f"{len(found.draws)} draws in {target / FILE}", markup=False, soft_wrap=True)
    if check:
        wanted = [Target.parse(one) for one in (*targets, *held_out)]
        _check(console, found, wanted, check, workers, target / CHECK)


def _factors(found: "Posterior") -> Table:
    import numpy as np

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("factor", overflow="fold")
    for heading in ("limits", "mean", "95 % interval", "narrower by"):
        table.add_column(heading, justify="right")
    table.add_column("source of the limits", overflow="fold")
    for at, (name, limit) in enumerate(found.limits.items()):
        values = found.draws[:, at]
        low, high = np.quantile(values, [0.025, 0.975])
        narrower = 1 - (high - low) / (0.95 * (limit.high - limit.low))
        table.add_row(
            name,
            f"{limit.low:,.4g} to {limit.high:,.4g}",
            f"{values.mean():,.4g}",
            f"{low:,.4g} to {high:,.4g}",
            f"{max(0.0, narrower):.0%}",
            limit.source,
        )
    return table


def _fits(found: "Posterior") -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("metric", overflow="fold")
    for heading in ("observed", "expected", "95 % of runs", "emulator covers"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for one in found.fits:
        words = "agrees" if one.inside else "does not agree"
        table.add_row(
            one.target.metric,
            f"{one.target.value:,.5g}",
            f"{one.mean:,.5g}",
            f"{one.low:,.5g} to {one.high:,.5g}",
            f"{one.covered:.0%}",
            f"{words}{', held out' if one.held_out else ''}",
        )
    return table


def _write(found: "Posterior", path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = found.experiment.factors
    table = pa.table({name: pa.array(found.draws[:, at]) for at, name in enumerate(names)})
    with aside(path) as part:
        pq.write_table(table, part)


def _check(
    console: Console, found: "Posterior", targets: "list[Target]", number: int, workers: int, folder: Path
) -> None:
    """Run the simulation itself at some of the draws, with seeds that the fit has not seen."""
    import msgspec

    from bridge.experiments.cluster.clients import local_workers
    from bridge.experiments.execute import execute
    from bridge.experiments.store import Store

    made = found.experiment
    checked = msgspec.structs.replace(
        made,
        name=f"check of {made.name}",
        cells=tuple(found.cells(number)),
        design="posterior",
        replicates=1,
        first_seed=made.first_seed + made.replicates,
        precision=None,
        keep="metrics",
    )
    with Store.create(folder, checked) as store, Signals() as signals, ExitStack() as stack:
        client = local_workers(workers, "auto", stack) if workers else None
        with Bar(console) as bar:
            execute(store, client=client, watcher=bar, stopped=signals.stop)
        every = list(store.rows())
        rows = [row for row in every if row.error is None]
    for one in targets:
        values = [row.metrics[one.metric] for row in rows if one.metric in row.metrics]
        if values:
            console.print(
                f"{one.metric}: observed {one.value:,.5g}, {len(values)} runs of the posterior from "
                f"{min(values):,.5g} to {max(values):,.5g}, mean {sum(values) / len(values):,.5g}",
                markup=False,
                soft_wrap=True,
            )
    if len(rows) < len(every):
        first = next(row for row in every if row.error is not None)
        console.print(f"{len(every) - len(rows)} runs failed, the first with: {first.error}", markup=False)
    if signals.caught:
        raise SystemExit(128 + signals.caught)
