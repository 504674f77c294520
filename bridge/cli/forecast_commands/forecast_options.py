"""What the forecast's commands share: their options, and the counts that these ask for."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.cli.options import FORCES, GEOGRAPHY, HOME_OFFICE, LOOKUP, MONTHS, SEVERAL_DATA, Decorator
from bridge.demand.demand import translated
from bridge.demand.several_forces import named_forces
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from microsim import CrimeData
    from microsim.forecast.panel import Panel


@dataclass(frozen=True)
class Wanted:
    """Which forces, data and months somebody asked for."""

    forces: tuple[str, ...]
    data: tuple[Path, ...]
    lookup: Path | None
    area_year: int | None
    home_office: Path | None
    home_office_year: str | None
    fit_months: str | None
    leave_out: str | None
    keep_doubtful: bool

    def load(self) -> "list[CrimeData]":
        """The crimes of every force, in areas of one year.

        Raises:
            ScenarioError: no force in the data.
            MicrosimError: an unknown force, or data that cannot be used.
        """
        from common.cache import default_folder
        from microsim.street.street_crimes import load_forces

        names = named_forces(self.forces, self.data)
        return load_forces(self.data or None, names, self.lookup, default_folder(), vintage=self.area_year)

    def one(self, what: str) -> "CrimeData":
        """The crimes of the one force that `what` is made of.

        Raises:
            ScenarioError: several forces.
        """
        names = named_forces(self.forces, self.data)
        if len(names) > 1:
            raise ScenarioError(f"expected one force for {what}, got {len(names)}: {', '.join(names[:5])}")
        return self.load()[0]

    def keep(self, crimes: "CrimeData") -> "npt.NDArray[np.bool_]":
        """Which of the months read count; those that cannot be whole do not unless kept, which is said.

        Raises:
            ScenarioError: none is left.
        """
        from microsim.forecast.panel import some_months
        from microsim.reference.months import parse_months

        months = crimes.months
        keep = some_months(months, parse_months(self.fit_months) if self.fit_months else months)
        if self.leave_out:
            keep &= ~some_months(months, parse_months(self.leave_out))
        doubts = {} if self.keep_doubtful else self._doubtful(crimes)
        mine = [month for month, kept in zip(months, keep, strict=True) if kept and month in doubts]
        if mine:
            said = "; ".join(f"{month} ({doubts[month]})" for month in mine)
            click.echo(f"note: {crimes.force.name}: months that cannot be whole, left out: {said}", err=True)
            keep &= ~some_months(months, mine)
        if not keep.any():
            raise ScenarioError(
                f"expected some month to be left of {months[0]} to {months[-1]}, got --fit-months "
                f"{self.fit_months!r} and --leave-out {self.leave_out!r}"
            )
        return keep

    def _doubtful(self, crimes: "CrimeData") -> dict[str, str]:
        from microsim.sources.homeoffice import read_recorded
        from microsim.street.months_used import doubtful_months

        if self.home_office is None:
            return doubtful_months(crimes.report)
        recorded = read_recorded(self.home_office, self.home_office_year)
        return doubtful_months(crimes.report, recorded.crimes_per_day(crimes.force))


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which forces, data and months, as one argument `wanted`."""

    @functools.wraps(command)
    def gathered(*arguments: Any, **options: Any) -> Any:
        own = {field.name: options.pop(field.name) for field in fields(Wanted)}
        return command(*arguments, wanted=Wanted(**own), **options)

    options: list[Decorator] = [FORCES, SEVERAL_DATA, LOOKUP, GEOGRAPHY, *HOME_OFFICE, *MONTHS]
    result: Callable[..., Any] = gathered
    for option in reversed(options):
        result = option(result)
    return result


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
