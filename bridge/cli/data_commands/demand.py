"""`crims demand`: the microsimulation alone, into files."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from bridge.base.costs import Stopwatch
from bridge.cli.options import demand_options
from bridge.demand.demand import translated
from bridge.demand.request import DemandRequest, Tables
from bridge.demand.several_forces import advance, fit_forces, force_seed, forces_of, set_loading_where_known
from bridge.errors import ScenarioError
from bridge.scenario.scenario import NO_CALLS, Scenario, stream_seed

if TYPE_CHECKING:
    import pandas as pd

    from microsim import CrimeModel
    from microsim.offences.calls import CallTable

    Drawing = Callable[[pd.DataFrame, int], pd.DataFrame]

SUFFIXES = (".csv", ".parquet")
PACKAGED = "packaged"
"""The table of calls that `--calls` alone means."""


@click.command("demand")
@demand_options
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="File to write: .csv or .parquet."
)
@click.option(
    "--replicates",
    type=click.IntRange(1, 100_000),
    help="Sample so often, each time from an own random stream, into <out>-0, <out>-1, ...",
)
@click.option(
    "--calls",
    is_flag=False,
    flag_value=PACKAGED,
    metavar="[FILE]",
    help="Sample calls that are not crimes as well, into <out>-calls; FILE instead of the packaged table.",
)
@click.option(
    "--victims",
    type=click.Path(path_type=Path),
    metavar="PEOPLE",
    help="Draw a victim for each crime from people that `crims population` wrote (.parquet).",
)
@click.option(
    "--victim-rates",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Rates of victimisation for --victims (CSV, as data/victims.csv).  [default: packaged]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def command(
    out: Path,
    replicates: int | None,
    calls: str | None,
    victims: Path | None,
    victim_rates: Path | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Sample crimes alone; loading factors are 1 but for those given.

    The seed is split into named streams as in a coupled run, so that the crimes of the first exchange of
    `crims run` are those of `crims demand` for the same time. Replicate 0 is the run without --replicates.

    \b
    Examples:
      crims demand --area Leeds --out crimes.csv
      crims demand --force Durham --data durham.zip --calls --out demand.parquet
      crims demand --force all --data 2024-03.zip --start 2024-04-01 --end 2024-05-01 --out crimes.parquet
    """
    scenario = Scenario.of(**options)
    if out.suffix.lower() not in SUFFIXES:
        raise ScenarioError(f"expected --out to end in .csv or .parquet, got {out.name!r}")
    console = Console(highlight=False, quiet=quiet)
    spec = DemandRequest.of(scenario)
    with console.status("loading"), translated():
        import pandas as pd  # late: neworder and pandas take a second

        import microsim

        tables = Tables.of(scenario)
        rates, notes = fit_forces(spec, tables, forces_of(spec, tables), Stopwatch())
        table, draw = _call_table(calls, tables.rhythm), _drawing(victims, victim_rates)
    for note in notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
    for replicate in range(replicates or 1):
        path = out if replicates is None else out.with_stem(f"{out.stem}-{replicate}")
        with console.status("sampling"), translated():
            models = [
                microsim.CrimeModel(
                    one, spec.start, spec.end, force_seed(spec.seed, one.force, len(rates)), replicate, table
                )
                for one in rates
            ]
            set_loading_where_known(models, spec.loading)
            count, seconds = _write(models, scenario, path, draw, replicate)
            found = [model.calls for model in models if model.calls is not None]
            if found:
                beside = path.with_stem(f"{path.stem}-calls")
                together = found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)
                microsim.write_crimes(together, beside)
                console.print(f"{len(together):,} calls in {beside}", markup=False)
        number = sum(len(one.areas) for one in rates)
        areas = f"{number} area{'s' * (number != 1)}"
        console.print(
            f"{count:,} crimes of {areas} in {path} (sampled in {seconds * 1000:.0f} ms)", markup=False
        )


def _call_table(calls: str | None, rhythm: Path | None) -> "CallTable | None":
    from microsim.offences.calls import read_calls

    if calls is None or calls == NO_CALLS:
        return None
    return read_calls(None if calls == PACKAGED else Path(calls), rhythm)


def _drawing(victims: Path | None, rates: Path | None) -> "Drawing | None":
    """What gives crimes their victims by a seed, if that is wanted."""
    from microsim.population.people import read_people
    from microsim.population.victims import draw_victims, read_victims

    if victims is None:
        if rates is not None:
            raise ScenarioError("--victim-rates is for --victims; expected people as well, got none")
        return None
    people, table = read_people(victims), read_victims(rates)
    return lambda crimes, seed: draw_victims(crimes, people, table, seed)


def _write(
    models: "list[CrimeModel]", scenario: Scenario, path: Path, draw: "Drawing | None", replicate: int
) -> tuple[int, float]:
    """Sample to the end of the run and write what comes after the burn-in: its number and the seconds."""
    import microsim

    begun = time.perf_counter()
    if models[0].now < scenario.start:
        advance(models, scenario.start)
    crimes = advance(models, scenario.end)
    if draw is not None:
        crimes = draw(crimes, stream_seed(scenario.seed, f"victims/{replicate}"))
    seconds = time.perf_counter() - begun
    microsim.write_crimes(crimes, path)
    return len(crimes), seconds
