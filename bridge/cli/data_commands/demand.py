"""`crims demand`: the microsimulation alone, into files."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from bridge.base.costs import Stopwatch
from bridge.cli.options import demand_options
from bridge.demand.demand import fit_rates, set_loading, translated
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import ScenarioError
from bridge.scenario.scenario import NO_CALLS, Scenario, stream_seed

if TYPE_CHECKING:
    from microsim import CrimeModel
    from microsim.offences.calls import CallTable
    from microsim.population.people import People

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
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def command(
    out: Path,
    replicates: int | None,
    calls: str | None,
    victims: Path | None,
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
    """
    scenario = Scenario.of(**options)
    if out.suffix.lower() not in SUFFIXES:
        raise ScenarioError(f"expected --out to end in .csv or .parquet, got {out.name!r}")
    console = Console(highlight=False, quiet=quiet)
    spec = DemandRequest.of(scenario)
    with console.status("loading"), translated():
        import microsim  # late: neworder and pandas take a second

        fitted, notes, _ = fit_rates(spec, Tables.of(scenario), Stopwatch())
        table, people = _call_table(calls, Tables.of(scenario).rhythm), _people(victims)
    for note in notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
    for replicate in range(replicates or 1):
        path = out if replicates is None else out.with_stem(f"{out.stem}-{replicate}")
        with console.status("sampling"), translated():
            model = microsim.CrimeModel(fitted, spec.start, spec.end, spec.seed, replicate, table)
            set_loading(model, spec.loading)
            count, seconds = _write(model, scenario, path, people, replicate)
            if model.calls is not None:
                beside = path.with_stem(f"{path.stem}-calls")
                microsim.write_crimes(model.calls, beside)
                console.print(f"{len(model.calls):,} calls in {beside}", markup=False)
        areas = f"{len(fitted.areas)} area{'s' * (len(fitted.areas) != 1)}"
        console.print(
            f"{count:,} crimes of {areas} in {path} (sampled in {seconds * 1000:.0f} ms)", markup=False
        )


def _call_table(calls: str | None, rhythm: Path | None) -> "CallTable | None":
    from microsim.offences.calls import read_calls

    if calls is None or calls == NO_CALLS:
        return None
    return read_calls(None if calls == PACKAGED else Path(calls), rhythm)


def _people(victims: Path | None) -> "People | None":
    from microsim.population.people import read_people

    return None if victims is None else read_people(victims)


def _write(
    model: "CrimeModel", scenario: Scenario, path: Path, people: "People | None", replicate: int
) -> tuple[int, float]:
    """Sample to the end of the run and write what comes after the burn-in: its number and the seconds."""
    import microsim

    begun = time.perf_counter()
    if model.now < scenario.start:
        model.advance(scenario.start)
    crimes = model.advance(scenario.end)
    if people is not None:
        from microsim.population.victims import draw_victims, read_victims

        seed = stream_seed(scenario.seed, f"victims/{replicate}")
        crimes = draw_victims(crimes, people, read_victims(), seed)
    seconds = time.perf_counter() - begun
    microsim.write_crimes(crimes, path)
    return len(crimes), seconds
