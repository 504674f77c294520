"""`crims dock`: one scenario on the embedded engine and on NetLogo itself, compared tick by tick."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bridge.model_checks.docking import Docking, Twins, dock, parse_seeds
from bridge.police.engines import NetLogoSupply
from bridge.police.supply import EmbeddedSupply
from bridge.scenario.scenario import FORCE, START, Scenario

END = "2018-07-08"
APART = 1
"""Exit code where the engines differ."""


@click.command("dock")
@click.argument("model", type=click.Path(path_type=Path), required=False)
@click.option("--seeds", default="1..5", show_default=True, metavar="1..5", help="Seeds to compare.")
@click.option("--force", default=FORCE, show_default=True, help="Police force.")
@click.option(
    "--area", "areas", multiple=True, metavar="LOCAL-AUTHORITY", help="Part of the force; repeatable."
)
@click.option("--start", default=START, show_default=True, metavar="DATE", help="First day (or hour).")
@click.option("--end", default=END, show_default=True, metavar="DATE", help="Day (or hour) after the last.")
@click.option("--data", type=click.Path(path_type=Path), help="Data.  [default: packaged West Yorkshire]")
@click.option("--exchange", default="1d", show_default=True, metavar="1h..1M", help="Interval: h, d, w or M.")
@click.option("--set", "settings", multiple=True, metavar="SLIDER=VALUE", help="Set an interface value.")
@click.option("--netlogo-home", type=click.Path(path_type=Path), help="NetLogo's folder.")
def command(model: Path | None, seeds: str, netlogo_home: Path | None, **options: Any) -> None:
    """Run MODEL (default: the police model) on both engines with the same seeds and crimes.

    Every metric of every tick and every loading factor is compared; equal is the expected result. Ends with
    exit code 1 where a seed shows a difference.
    """
    chosen = parse_seeds(seeds)
    scenario = Scenario.of(model=model, **options)
    console = Console(highlight=False, soft_wrap=True)
    with console.status("starting NetLogo"):
        real = NetLogoSupply(scenario.model_path, scenario.settings, home=netlogo_home)
    with closing(real):
        with console.status("compiling the model"):
            embedded = EmbeddedSupply(scenario.model_path, scenario.settings)
        twins = Twins(embedded, real)
        console.print(
            f"{scenario.model_path.name}: embedded engine and NetLogo {real.info.versions['netlogo']}"
        )
        apart = 0
        for seed in chosen:
            with console.status(f"seed {seed}"):
                found = dock(scenario, seed, twins)
            console.print(describe(found), markup=False)
            apart += found.difference is not None
    console.print(f"{len(chosen) - apart} of {len(chosen)} seeds equal")
    if apart:
        raise SystemExit(APART)


def describe(found: Docking) -> str:
    """One line on one seed."""
    apart = found.difference
    if apart is None:
        return (
            f"seed {found.seed}: equal in {found.compared:,} values of {found.ticks:,} ticks,"
            f" {found.crimes:,} crimes"
        )
    return (
        f"seed {found.seed}: differs first at tick {apart.tick} in {apart.metric!r}:"
        f" embedded {apart.first!r}, NetLogo {apart.second!r}"
    )
