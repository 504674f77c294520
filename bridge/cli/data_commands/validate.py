"""`crims validate`: fit on some months, simulate others, compare with what was observed."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.base.whole_files import require_place, write_text
from bridge.cli.options import FORCES, RHYTHM, SEVERAL_DATA, data_options
from bridge.demand.demand import translated
from bridge.demand.several_forces import named_forces
from bridge.reports.page import require_html, write_report

if TYPE_CHECKING:
    from microsim.validation.validation import Validation


@click.command("validate")
@FORCES
@SEVERAL_DATA
@data_options
@RHYTHM
@click.option("--fit", "fitting", default="", metavar="MONTHS", help="The same as --fit-months.")
@click.option("--test", "testing", default="", metavar="MONTHS", help="Compare with these months.")
@click.option("--replicates", default=100, show_default=True, help="Simulations of the tested months.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the simulations.")
@click.option("--trend", is_flag=True, help="Carry on each category's trend, if it can be estimated.")
@click.option(
    "--timed",
    type=click.Path(path_type=Path),
    help="Your own records with times (CSV or Parquet), to compare weekday and period.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Page to write.  [default: validation-<force>.html]"
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    forces: tuple[str, ...],
    data: tuple[Path, ...],
    lookup: Path | None,
    area_year: int | None,
    outcomes: Path | None,
    offences: Path | None,
    home_office: Path | None,
    home_office_year: str | None,
    fit_months: str | None,
    leave_out: str | None,
    keep_doubtful: bool,
    rhythm: Path | None,
    fitting: str,
    testing: str,
    replicates: int,
    seed: int,
    trend: bool,
    timed: Path | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Ask whether the model is right: simulated against observed crimes, as tables and as one HTML page.

    Without --fit and --test, the last twelve months are held out where there are two years of data, else the
    months of the last year that an earlier year has too, else nothing is held out. Every number is written
    beside the page as JSON. Of several forces each has a page, <out>-<force>.html.
    """
    if out is not None:
        require_html(out)
    console = Console(highlight=False, quiet=quiet)
    with console.status("reading"), translated():
        from microsim.reference.forces import find_force
        from microsim.reference.months import parse_months
        from microsim.sources.observed import read_observed
        from microsim.street.months_used import wanted_months
        from microsim.street.parsed_cache import default_folder
        from microsim.street.street_crimes import load_forces

        names = named_forces(forces, data)
        for name in names:
            require_place(_page(out, find_force(name).slug, len(names)))
        found = load_forces(
            data or None, names, lookup, default_folder(), vintage=area_year, outcomes=outcomes
        )
        records = None if timed is None else read_observed(timed, ("time",))
    for crimes in found:
        begun = time.perf_counter()
        with console.status("simulating"), translated():
            from bridge.reports.validation_report import validation_report
            from microsim.validation.findings import document
            from microsim.validation.validation import validate

            asked = fit_months or fitting
            checked = validate(
                crimes,
                fit_months=wanted_months(crimes.months, asked) if asked else (),
                test_months=parse_months(testing) if testing else (),
                replicates=replicates,
                seed=seed,
                trend=trend,
                leave_out=parse_months(leave_out) if leave_out else (),
                keep_doubtful=keep_doubtful,
                offences=offences,
                home_office=home_office,
                home_office_year=home_office_year,
                rhythm=rhythm,
                timed=records,
            )
            page = validation_report(checked)
        target = _page(out, crimes.force.slug, len(found))
        write_report(page, target)
        write_text(target.with_suffix(".json"), document(checked))
        show(console, checked)
        console.print(f"\n{time.perf_counter() - begun:.1f} s; page in {target}", style="dim", markup=False)


def _page(out: Path | None, slug: str, forces: int) -> Path:
    """The page of a force; of several each has its own."""
    if out is None:
        return Path(f"validation-{slug}.html")
    return out if forces == 1 else out.with_stem(f"{out.stem}-{slug}")


def show(console: Console, found: "Validation") -> None:
    """Print the verdict and the counts by category and month."""
    from microsim.validation.findings import setting, verdict

    console.print(f"[bold]{found.force}[/]: {setting(found)}")
    for line in verdict(found):
        console.print(line, markup=False)
    for one in (found.comparison("category"), found.comparison("month"), *found.timed[:2]):
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column(one.name)
        for heading in ("observed", "expected", "95% of simulations", "residual"):
            table.add_column(heading, justify="right")
        for index, label in enumerate(one.labels):
            outside = not one.low[index] <= one.observed[index] <= one.high[index]
            table.add_row(
                label,
                f"{one.observed[index]:,.0f}",
                f"{one.expected[index]:,.0f}",
                f"{one.low[index]:,.0f} to {one.high[index]:,.0f}",
                f"{one.residual[index]:+.1f}",
                style="" if not outside else "bold",
            )
        console.print()
        console.print(table)
        for name, test in (("level", one.level), ("shape", one.shape)):
            if test is not None:
                console.print(
                    f"chi-square of {one.name}, {name}: {test.statistic:,.0f} "
                    f"(Poisson {test.expected:,.0f}), p = {test.p_value:.3f}",
                    style="dim",
                )
