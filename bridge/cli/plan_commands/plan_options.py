"""Options that the commands about plans share, and the inputs that they name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.scenario.scenario import END, FORCE, START, Scenario

if TYPE_CHECKING:
    from bridge.plans.inputs import Inputs

PATROL = "police-patrol.nlogo"


def made_from(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a plan is made from; the command takes them as one `**options` for `scenario_of`."""
    options = [
        click.option("--force", default=FORCE, show_default=True, help="Police force."),
        click.option("--area", "areas", multiple=True, metavar="LOCAL-AUTHORITY", help="Part of it."),
        click.option("--start", default=START, show_default=True, metavar="DATE", help="The plan is made for "
                     "the demand of this month."),
        click.option("--end", default=END, show_default=True, metavar="DATE", help="Day after the last."),
        click.option("--data", type=click.Path(path_type=Path), help="Folder or zip in the data.police.uk "
                     "layout.  [default: packaged West Yorkshire]"),
        click.option("--lookup", type=click.Path(path_type=Path), help="LSOA lookup, for Wales."),
        click.option("--rates", type=click.Choice(["mean", "forecast"]), default="mean", show_default=True,
                     help="Mean of the data's months, or a forecast from those before --start."),
        click.option("--in-force", "plan", type=click.Path(path_type=Path), help="Folder of the plan in "
                     "force.  [default: local authorities as districts]"),
        click.option("--staffing", type=click.Path(path_type=Path), help="Officers by force and year (CSV)."),
        click.option("--staffing-factor", type=float, default=1.0, show_default=True,
                     help="On all officers."),
        click.option("--roads", type=click.Path(path_type=Path), help="A file of roads, else by distance."),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of all random streams."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def scenario_of(**options: Any) -> Scenario:
    """The scenario that the options name, of the patrol model.

    Raises:
        ScenarioError: a value that cannot be meant.
    """
    import netlogo

    model = Path(netlogo.__file__).resolve().parent / "models" / PATROL
    return Scenario.of(model=model, **options)


def inputs_of(scenario: Scenario) -> Inputs:
    """Areas, demand, staffing, travel and the plan in force, with errors as the bridge's."""
    from bridge.demand.demand import translated

    with translated():
        from bridge.plans.inputs import inputs_of as gathered

        return gathered(scenario)


def made_by(command: str, scenario: Scenario, **more: Any) -> str:
    """The sentence above the files of a plan: command, version, place, demand, seed."""
    from importlib.metadata import version

    place = ", ".join(scenario.areas) or scenario.force
    said = ", ".join(f"{name} {value}" for name, value in more.items() if value is not None)
    return (
        f"crims plan {command} {version('crims-bridge')}: {place}, {scenario.rates} rates of "
        f"{scenario.start:%Y-%m}" + (f", {said}" if said else "") + f", seed {scenario.seed}"
    )
