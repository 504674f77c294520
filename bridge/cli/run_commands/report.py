"""`crims report`: what a run, an experiment or a plan came to, as one HTML file that can be sent by mail."""

from pathlib import Path

import click

from bridge.experiments.store import ABOUT
from bridge.record.record import MANIFEST
from bridge.reports.cautions import misfit_of
from bridge.reports.page import Report, require_html, write_report

PLAN_FILE = "districts.csv"
"""What tells the folder of a plan."""


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Page to write.  [default: FOLDER.html]")
@click.option(
    "--validation",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="What `crims validate` wrote beside its page: how well the demand fits.",
)
def command(folder: Path, out: Path | None, validation: Path | None) -> None:
    """Write a report on FOLDER, a run, an experiment, a score of plans or a plan, as one HTML file.

    What was asked, what was run, what came out in sentences and pictures with the numbers behind them, what
    to be careful about, how to repeat it. The file needs nothing beside it and loads nothing.

    \b
    Examples:
      crims report runs/leeds
      crims report runs/staffing --out staffing.html
      crims report runs/leeds --validation validation-west-yorkshire.json
    """
    target = out or folder.with_name(f"{folder.resolve().name}.html")
    require_html(target)
    misfit = [] if validation is None else misfit_of(validation)
    write_report(report_of(folder, misfit), target)
    click.echo(f"report in {target}")


def report_of(folder: Path, misfit: list[str]) -> Report:
    """The report of whatever a folder holds."""
    if (folder / ABOUT).exists():
        from bridge.experiments.store import read_about
        from bridge.reports.experiment_report import experiment_report
        from bridge.reports.plan_report import score_report

        plans = read_about(folder).experiment.factors == ("plan",)
        return score_report(folder, misfit) if plans else experiment_report(folder, misfit)
    if (folder / PLAN_FILE).exists() and not (folder / MANIFEST).exists():
        from bridge.reports.plan_report import plan_report

        return plan_report(folder)
    from bridge.reports.run_report import run_report

    return run_report(folder, misfit)
