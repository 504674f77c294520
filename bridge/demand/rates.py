"""Rates of what a request asks for: from street-level data, from a forecast, or from published totals.

Apart from the sampling because plans, several forces at once and the coupled run all fit rates in this way.
"""

import warnings
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.base.costs import Stopwatch
from bridge.demand.request import DemandRequest, Tables
from bridge.scenario.scenario import FORCE

if TYPE_CHECKING:  # numpy and pandas take half a second, which `crims demand --help` need not wait for
    from microsim import CrimeData, FittedModel

FIRST_YEAR = 2011
"""Of the areas of rates from totals, unless another is asked for."""


def load_data(spec: DemandRequest, tables: Tables, names: Sequence[str]) -> "list[CrimeData]":
    """The crimes of some forces in the data of a specification.

    Raises:
        MicrosimError: an unknown force, or data that cannot be used.
    """
    from microsim.street.parsed_cache import default_folder
    from microsim.street.street_crimes import load_forces

    return load_forces(
        sources(spec, tables),
        names,
        tables.lookup,
        default_folder(),
        vintage=tables.area_year,
        outcomes=tables.outcomes,
    )


def fit_with(
    data: "CrimeData", tables: Tables, *, areas: Sequence[str] = (), trend: bool = False
) -> "FittedModel":
    """The rates of a force's crimes, fitted on the months and with the tables that were asked for.

    Raises:
        MicrosimError: as `microsim.fit`.
    """
    import microsim
    from microsim.reference.months import parse_months
    from microsim.street.months_used import wanted_months

    return microsim.fit(
        data,
        areas=areas,
        months=wanted_months(data.months, tables.fit_months),
        leave_out=parse_months(tables.leave_out) if tables.leave_out else (),
        keep_doubtful=tables.keep_doubtful,
        offences=tables.offences,
        home_office=tables.home_office,
        home_office_year=tables.home_office_year,
        rhythm=tables.rhythm,
        trend=trend,
    )


def fit_rates(
    spec: DemandRequest, tables: Tables, watch: Stopwatch, loaded: "CrimeData | None" = None
) -> tuple["FittedModel", list[str], float]:
    """The fitted rates of a specification, what a reader of results should know about them, and the share of
    the force's recorded crimes that lie in its areas.

    Args:
        loaded: the force's crimes, if they have been read already.

    Raises:
        MicrosimError: unknown force or area, or data that cannot be used.
    """
    import microsim
    from microsim.street.months_used import period_notes

    if loaded is None and not from_data(spec, tables):
        return _rates_from_totals(spec, tables, watch)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", microsim.DataWarning)  # they are in the notes as well
        if loaded is None:
            with watch.phase("read data"):
                [loaded] = load_data(spec, tables, [spec.force])
        with watch.phase("fit rates"):
            fitted = fit_with(loaded, tables, areas=spec.areas, trend=spec.trend)
        if spec.rates == "forecast":
            from microsim.forecast.forecast_table import forecast_rates

            with watch.phase("forecast"):
                fitted = forecast_rates(fitted, loaded, spec.start, spec.end)
    trend = [] if fitted.trend is None else [f"trend of {line}" for line in fitted.trend.lines()]
    crimes = loaded.cells.placed.sum(axis=(0, 1))
    mine = crimes[loaded.areas.index.isin(fitted.areas.index)]
    share = float(mine.sum() / crimes.sum()) if spec.areas and crimes.any() else 1.0
    period = period_notes(fitted.months, spec.start, spec.end)
    return fitted, [*loaded.report.lines(), *fitted.notes, *trend, *period], share


def _rates_from_totals(
    spec: DemandRequest, tables: Tables, watch: Stopwatch
) -> tuple["FittedModel", list[str], float]:
    """As `fit_rates`, from published totals; what these lack is that of the packaged sample."""
    from microsim.forecast.totals import rates_from_totals
    from microsim.reference.forces import find_force
    from microsim.street.months_used import period_notes

    like = _sample_rates()
    with watch.phase("fit rates"):
        fitted = rates_from_totals(
            find_force(spec.force),
            like,
            area_year=tables.area_year or FIRST_YEAR,
            offences=tables.offences,
            home_office=tables.home_office,
            home_office_year=tables.home_office_year,
            rhythm=tables.rhythm,
        )
    share = 1.0
    if spec.areas:
        whole = float(fitted.rates.sum())
        fitted = fitted.select(spec.areas)
        share = float(fitted.rates.sum()) / whole
    return fitted, [*fitted.notes, *period_notes(fitted.months, spec.start, spec.end)], share


def from_data(spec: DemandRequest, tables: Tables) -> bool:
    """Whether the rates come from street-level data, and not from published totals."""
    return spec.rates != "totals" and (spec.rates != "data-or-totals" or _held(spec, tables))


def _held(spec: DemandRequest, tables: Tables) -> bool:
    """Whether the data have a file of the force."""
    from microsim.reference.forces import find_force
    from microsim.street.archive import list_street_files
    from microsim.street.street_crimes import sources_of

    slug = find_force(spec.force).slug
    return any(file.slug == slug for file in list_street_files(sources(spec, tables) or sources_of(None)))


@lru_cache(maxsize=1)
def _sample_rates() -> "FittedModel":
    """Of the packaged sample: what all forces without street-level data have in common."""
    month = DemandRequest(force=FORCE, start=datetime(2018, 7, 1), end=datetime(2018, 8, 1), seed=1)
    return fit_rates(month, Tables(), Stopwatch())[0]


def sources(spec: DemandRequest, tables: Tables) -> list[Path] | None:
    """The data of a request and those beside it; None is the packaged sample."""
    if spec.data is None and not tables.more_data:
        return None
    from microsim.street.street_crimes import sources_of

    return [*sources_of(spec.data), *tables.more_data]
