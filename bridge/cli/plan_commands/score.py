"""`crims plan score`: plans judged in the coupled simulation."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside, write_text
from bridge.cli.experiment_commands.experiment import Bar, local_workers
from bridge.cli.plan_commands.plan_options import inputs_of, made_from, scenario_of
from bridge.cli.run_commands.run import RUNS, Signals
from bridge.experiments.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.plans.score import Measure, Score

IN_FORCE = "in-force"


@click.command("score")
@click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--replicates", type=click.IntRange(1), default=4, show_default=True, help="Runs of each plan.")
@click.option(
    "--precision",
    type=float,
    metavar="SHARE",
    help="Go on until the 95 % interval of the minutes "
    "to emergencies is at most this share of their mean to either side.",
)
@click.option("--burn-in", default="1w", show_default=True, metavar="1h..12M", help="Before the results.")
@click.option("--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Of the patrol model.")
@click.option("--workers", type=click.IntRange(0), default=0, show_default=True, help="Processes; 0 is here.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results.  [default: runs/score]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@made_from
def command(
    plans: tuple[Path, ...], replicates: int, precision: float | None, burn_in: str,
    settings: tuple[str, ...], workers: int, out: Path | None, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run each of PLANS and the plan in force with the same seeds; differences are paired.

    \b
    crims plan score plans/even plans/officers --start 2018-07-01 --end 2018-07-08 --replicates 6
    crims plan score plans/even --precision 0.02 --workers 2 --out runs/even

    Elasticities of crime are assumptions of the patrol model: repeat a score for their range with
    --set elasticity-violent=... before crimes are compared.
    """
    scenario = scenario_of(burn_in=burn_in, settings=settings, **options)
    folder = out or RUNS / "score"
    from bridge.experiments.execute import execute
    from bridge.plans.score import experiment_of, measures_of, scores

    given = [options["plan"]] if options["plan"] else []
    if not given:
        given = [_written_in_force(scenario, folder)]
    experiment = experiment_of(_without_plan(scenario), [*given, *plans], replicates, precision)
    store = Store.create(folder, experiment)
    console = Console(highlight=False, quiet=quiet)
    with store, Signals() as signals, ExitStack() as stack:
        client = local_workers(workers, "auto", stack) if workers else None
        with Bar(console) as bar:
            execute(store, client=client, watcher=bar, stopped=signals.stop)
        rows = list(store.rows())
    measures = measures_of(rows)
    found = scores(experiment, rows, measures)
    console.print(_table(found, measures))
    for line in _differences(found, measures):
        console.print(line, markup=False, soft_wrap=True)
    _write(found, measures, folder)
    from bridge.plans.report import report_text

    write_text(folder / "report.md", report_text(scenario, experiment, found, measures))
    console.print(f"report.md, scores.csv and scores.png in {folder}", markup=False)
    console.print(f"as a page: crims report {folder}", style="dim", markup=False)


def _without_plan(scenario: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(scenario, plan=None)


def _written_in_force(scenario: Any, folder: Path) -> Path:
    """The default plan as files beside the results, so that every cell names a plan."""
    from planning.plan.files import write_plan

    place = folder.with_name(f"{folder.name}-{IN_FORCE}")
    write_plan(inputs_of(scenario).plan, place)
    return place


def _table(found: "Sequence[Score]", measures: "Sequence[Measure]") -> Table:
    """Measures down, plans across."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for score in found:
        table.add_column(score.plan.name + (" (front)" if score.on_front else ""), justify="right")
    for one in measures:
        cells = [
            f"{score.mean[one.column]:,.4g} ± {score.half_width[one.column]:.2g}"
            if one.column in score.mean
            else ""
            for score in found
        ]
        table.add_row(one.name, *cells)
    return table


def _differences(found: "Sequence[Score]", measures: "Sequence[Measure]") -> list[str]:
    """Paired differences to the first plan whose interval leaves out 0."""
    names = {one.column: one.name for one in measures}
    lines = []
    for score in found[1:]:
        if score.against is None:
            continue
        clear = [row for row in score.against.differences if row.clear]
        said = [
            f"{names[row.metric]} {row.difference:+.3g} ± {row.half_width:.2g}"
            + (f" ({row.difference / row.first:+.1%})" if row.first else "")
            for row in clear
        ]
        lines.append(f"{score.plan.name} less {found[0].plan.name}: {'; '.join(said) or 'nothing is clear'}")
        lines += [f"note: {text}" for text in score.against.warnings]
    return lines


def _write(found: "Sequence[Score]", measures: "Sequence[Measure]", folder: Path) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["plan", "measure", "mean", "half_width_95", "difference", "difference_half_width_95", "on_front"]
    )
    for score in found:
        rows = {} if score.against is None else {row.metric: row for row in score.against.differences}
        for one in measures:
            if one.column in score.mean:
                row = rows.get(one.column)
                gap = ("", "") if row is None else (row.difference, row.half_width)
                known = (score.mean[one.column], score.half_width[one.column])
                writer.writerow([score.plan, one.name, *known, *gap,
                                 score.on_front])  # fmt: skip
    write_text(folder / "scores.csv", text.getvalue())
    columns = {one.column: one.name for one in measures}
    across, up = "metrics.response-minutes-1.last", "response.workload_deviation"
    if across in columns and up in columns:
        from bridge.plans.picture import draw_scores

        with aside(folder / "scores.png") as part:
            draw_scores(found, across, up, (columns[across], columns[up]), part)
