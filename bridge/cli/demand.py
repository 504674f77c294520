"""``crims demand``: the microsimulation alone, into a file."""

import time
import warnings
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bridge.cli.options import demand_options
from bridge.demand import translated
from bridge.errors import ScenarioError
from bridge.scenario import Scenario

SUFFIXES = (".csv", ".parquet")


@click.command("demand")
@demand_options
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="File to write: .csv or .parquet."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def command(out: Path, quiet: bool, **options: Any) -> None:
    """Sample crimes alone, with all loading factors 1.

    The seed is split into named streams as in a coupled run, so that the crimes of the first exchange of
    `crims run` are those of `crims demand` for the same time.
    """
    scenario = Scenario.of(**options)
    if out.suffix.lower() not in SUFFIXES:
        raise ScenarioError(f"expected --out to end in .csv or .parquet, got {out.name!r}")
    console = Console(highlight=False, quiet=quiet)
    with console.status("loading"), translated():
        import microsim  # late: neworder and pandas take a second

        data = None if scenario.data is None else Path(scenario.data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", microsim.DataWarning)  # shown below as notes
            fitted = microsim.fit(microsim.load_crimes(data, scenario.force), areas=scenario.areas)
        model = microsim.CrimeModel(fitted, scenario.start, scenario.end, scenario.streams()["microsim"])
        begun = time.perf_counter()
        crimes = model.advance(scenario.end)
        seconds = time.perf_counter() - begun
        microsim.write_crimes(crimes, out)
    for note in (*fitted.report.lines(), *fitted.notes):
        console.print(f"note: {note}", style="dim", markup=False)
    console.print(
        f"{len(crimes):,} crimes of {len(fitted.areas)} areas in {out} (sampled in {seconds * 1000:.0f} ms)",
        markup=False,
    )
