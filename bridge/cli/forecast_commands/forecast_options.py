"""What the forecast's commands share: their options, and the counts that these ask for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.cli.options import GEOGRAPHY, LOOKUP, SEVERAL_DATA
from bridge.demand.demand import translated
from bridge.errors import ScenarioError
from bridge.scenario.scenario import FORCE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from microsim import CrimeData
    from microsim.forecast.panel import Panel

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which force, data and months."""
    options: list[Decorator] = [
        click.option("--force", default=FORCE, show_default=True, help="Police force."),
        SEVERAL_DATA,
        LOOKUP,
        GEOGRAPHY,
        click.option(
            "--fit-months",
            default="",
            metavar="MONTHS",
            help="Only these: 2018-04..2019-03 or 2016-07,2017-07.  [default: all]",
        ),
        click.option(
            "--leave-out",
            default="",
            metavar="MONTHS",
            help="Not these: 2020-03..2021-06, the pandemic.",
        ),
        click.option(
            "--keep-doubtful", is_flag=True, help="Count months that cannot be whole; see crims data info."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


BY = click.option(
    "--by", type=click.Choice(["area", "lsoa"]), default="area", show_default=True, help="MSOAs or LSOAs."
)


def read_month(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The month that an option names, `YYYY-MM`."""
    if value is None:
        return None
    with translated():
        from microsim.reference.months import month_bounds

        return f"{month_bounds(value)[0]:%Y-%m}"


def load(
    force: str, data: tuple[Path, ...], lookup: Path | None, geography: int | None = None
) -> "CrimeData":
    """The force's crimes."""
    import microsim
    from common.cache import default_folder

    return microsim.load_crimes(data or None, force, lookup, default_folder(), vintage=geography)


def kept_months(
    crimes: "CrimeData", fit_months: str, leave_out: str, keep_doubtful: bool = False
) -> "npt.NDArray[np.bool_]":
    """Which of the months read count; those that cannot be whole do not unless kept, which is said.

    Raises:
        ScenarioError: none is left.
    """
    from microsim.forecast.panel import some_months
    from microsim.reference.months import parse_months
    from microsim.street.months_used import doubtful_months

    months = crimes.months
    keep = some_months(months, parse_months(fit_months) if fit_months else months)
    if leave_out:
        keep &= ~some_months(months, parse_months(leave_out))
    doubts = {} if keep_doubtful else doubtful_months(crimes.report)
    mine = [month for month, kept in zip(months, keep, strict=True) if kept and month in doubts]
    if mine:
        said = "; ".join(f"{month} ({doubts[month]})" for month in mine)
        click.echo(f"note: months that cannot be whole, left out: {said}", err=True)
        keep &= ~some_months(months, mine)
    if not keep.any():
        raise ScenarioError(
            f"expected some month to be left of {months[0]} to {months[-1]}, got --fit-months {fit_months!r} "
            f"and --leave-out {leave_out!r}"
        )
    return keep


def panel_before(
    crimes: "CrimeData", keep: "npt.NDArray[np.bool_]", first: str | None, by: str = "area"
) -> "Panel":
    """The counts that a forecast from month `first` may know."""
    from microsim.forecast.panel import make_panel

    panel = make_panel(crimes, by, keep)
    return panel if first is None or first > panel.months[-1] else panel.until(first)


def require_ending(path: Path | None, endings: tuple[str, ...], option: str) -> None:
    """Refuse a file, if one is given, whose name ends otherwise."""
    if path is not None and path.suffix.lower() not in endings:
        raise ScenarioError(f"expected {option} to end in {' or '.join(endings)}, got {path.name!r}")
