"""`crims plan score`: plans judged in the coupled simulation."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import aside, write_text
from bridge.cli.experiment_commands.experiment import Bar
from bridge.cli.plan_commands.plan_options import inputs_of, made_from, scenario_of
from bridge.cli.run_commands.run import RUNS, Signals
from bridge.experiments.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.plans.avoided import Avoided
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
@click.option(
    "--answers",
    is_flag=True,
    help="Repeat all with a weaker and a stronger answer of crime to patrol (three times the runs).",
)
@click.option("--by-area", is_flag=True, help="Crimes avoided by area as well; keeps every run's tables.")
@click.option(
    "--expected-rates", is_flag=True, help="With --rates forecast: its mean, not draws of its uncertainty."
)
@click.option("--burn-in", default="1w", show_default=True, metavar="1h..12M", help="Before the results.")
@click.option("--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Of the patrol model.")
@click.option("--workers", type=click.IntRange(0), default=0, show_default=True, help="Processes; 0 is here.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results.  [default: runs/score]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@made_from
def command(
    plans: tuple[Path, ...], replicates: int, precision: float | None, answers: bool, by_area: bool,
    expected_rates: bool, burn_in: str,
    settings: tuple[str, ...], workers: int, out: Path | None, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run each of PLANS and the plan in force with the same seeds; differences are paired.

    \b
    crims plan score plans/even plans/officers --start 2018-07-01 --end 2018-07-08 --replicates 6
    crims plan score plans/even --precision 0.02 --workers 2 --out runs/even

    With --rates forecast every replicate draws its rates from the forecast's uncertainty. How crime answers
    to patrol is an assumption of the patrol model: --answers repeats all with a weaker and a stronger one.
    """
    scenario = scenario_of(burn_in=burn_in, settings=settings, **options)
    folder = out or RUNS / "score"
    from bridge.experiments.cluster.clients import local_workers
    from bridge.experiments.execute import execute
    from bridge.plans.draws import demand_draws
    from bridge.plans.score import LEVELS, MOST, USUAL, experiment_of, measures_of, scores

    given = [options["plan"]] if options["plan"] else []
    if not given:
        given = [_written_in_force(scenario, folder)]
    most = replicates if precision is None else max(replicates, MOST)
    experiment = experiment_of(
        _without_plan(scenario),
        [*given, *plans],
        replicates,
        precision,
        answers=tuple(LEVELS) if answers else (USUAL,),
        draws=() if expected_rates else demand_draws(scenario, most),
        areas=by_area,
    )
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
    from bridge.plans.avoided import avoided
    from bridge.plans.report import demand_text, report_text, same_time

    fewer = avoided(experiment, rows, folder)
    _write_avoided(fewer, folder)
    write_text(folder / "report.md", report_text(scenario, experiment, found, measures, fewer))
    for line in (demand_text(scenario, experiment), *same_time(scenario, found)):
        console.print(line, style="dim", markup=False, soft_wrap=True)
    console.print(f"report.md, scores.csv, avoided.csv and scores.png in {folder}", markup=False)
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
    from bridge.plans.report import rows

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for score in found:
        table.add_column(score.plan.name + (" (front)" if score.on_front else ""), justify="right")
    for name, cells in rows(found, measures):
        table.add_row(name, *cells)
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


def _write_avoided(fewer: "Sequence[Avoided]", folder: Path) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["plan", "answer", "kind", "name", "in_force", "avoided", "half_width_95"])
    for one in fewer:
        numbers = (f"{value:.9g}" for value in (one.in_force, one.avoided, one.half_width))
        writer.writerow([one.plan, one.answer, one.kind, one.name, *numbers])
    write_text(folder / "avoided.csv", text.getvalue())
