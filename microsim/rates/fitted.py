"""Fitting: a force's crimes become everything the sampler needs, in plain arrays.

A `FittedModel` can be pickled, cut down to some areas and sampled any number of times without fitting again.
"""

from __future__ import annotations

import warnings
from calendar import month_name, monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from microsim.errors import DataWarning, UnknownNameError
from microsim.offences.incident_tables import IncidentTables, read_incident_tables
from microsim.offences.offences import offence_shares, read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.rates import rates
from microsim.rates.trend import Trend, estimate
from microsim.reference.known_names import ASB, CATEGORIES, known, near, plain
from microsim.sources.homeoffice import packaged_recorded, read_recorded
from microsim.street.cell_counts import IDENTIFIED, WITHOUT, CellCounts
from microsim.street.months_used import MonthChoice, choose, doubtful_months
from microsim.street.source_report import DataReport
from microsim.street.street_crimes import CrimeData, require_rows

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

OTHERS = [index for index, name in enumerate(CATEGORIES) if name != ASB]
"""The categories that have outcomes."""

MATURE = 0.9
"""A month counts for the shares of suspects if so large a part of its cases is decided, as compared with the
month in which most are."""


@dataclass(frozen=True)
class FittedModel:
    """Rates and probabilities of one force. Axes: 12 months of the year, 14 categories, A areas, O offences.

    Attributes:
        force: name of the force.
        areas: index MSOA code (sorted), column `authority`; length A.
        rates: crimes per year, shape (12, 14, A).
        suspect: probability that a suspect is identified, shape (14, A).
        offences: as `offences.read_offences` gives them, length O.
        shares: each offence's share of its category, shape (O,).
        rhythm: weight of each offence in the 168 hours of a week, unscaled, shape (O, 168).
        months: the months the rates were fitted on, `YYYY-MM`.
        report: what reading the source did about irregular rows.
        notes: what a reader of results should know, one sentence each.
        trend: growth of each category, if it was asked for; the rates themselves are averages over the years.
        incidents: delays of report, grades and minutes on the scene by offence; None means the packaged
        tables. forecast: rates of single months, `YYYY-MM`, that replace rate and trend there, each of shape
        (14, A).
        spread: of the forecast's months, relative variances of the categories' levels, shape (14,), and of
        the areas' shares, shape (A,).
    """

    force: str
    areas: pd.DataFrame
    rates: FloatArray
    suspect: FloatArray
    offences: pd.DataFrame
    shares: FloatArray
    rhythm: FloatArray
    months: tuple[str, ...]
    report: DataReport
    notes: tuple[str, ...] = ()
    trend: Trend | None = None
    incidents: IncidentTables | None = None
    forecast: Mapping[str, FloatArray] = field(default_factory=dict)
    spread: Mapping[str, tuple[FloatArray, FloatArray]] = field(default_factory=dict)

    def rates_of(self, year: int, month: int) -> FloatArray:
        """Crimes per year at the pace of one calendar month (1 to 12), shape (14, A): forecast if there is
        one, else the rate of the month of the year, carried on by the trend if there is one."""
        forecast = self.forecast.get(f"{year}-{month:02}")
        if forecast is not None:
            return forecast
        rate: FloatArray = self.rates[month - 1]
        return rate if self.trend is None else rate * self.trend.factor(year, month)[:, None]

    @property
    def authorities(self) -> tuple[str, ...]:
        """The local authorities of the areas, in alphabetical order."""
        return tuple(sorted(set(self.areas["authority"])))

    def select(self, areas: Iterable[str]) -> FittedModel:
        """The same model of some areas only.

        Args:
            areas: names of local authorities or MSOA codes, in any case.

        Raises:
            UnknownNameError: a name that is neither; the message lists the near matches.
        """
        keep = np.zeros(len(self.areas), dtype=bool)
        codes = self.areas.index.map(plain)
        authorities = self.areas["authority"].map(plain)
        for name in areas:
            mine = (codes == plain(name)) | (authorities == plain(name)).to_numpy()
            if not mine.any():
                hint = near(name, [*self.authorities, *self.areas.index]) or known(self.authorities)
                raise UnknownNameError(
                    f"expected a local authority or MSOA of {self.force}, got {name!r}{hint}"
                )
            keep |= mine
        return replace(
            self,
            areas=self.areas[keep],
            rates=np.ascontiguousarray(self.rates[:, :, keep]),
            suspect=np.ascontiguousarray(self.suspect[:, keep]),
            forecast={name: np.ascontiguousarray(rates[:, keep]) for name, rates in self.forecast.items()},
            spread={name: (level, share[keep]) for name, (level, share) in self.spread.items()},
        )


def fit(
    data: CrimeData,
    *,
    areas: Iterable[str] = (),
    months: Iterable[str] = (),
    leave_out: Iterable[str] = (),
    keep_doubtful: bool = False,
    offences: Path | None = None,
    home_office: Path | None = None,
    home_office_year: str | None = None,
    rhythm: Path | None = None,
    report_delays: Path | None = None,
    grades: Path | None = None,
    prior_per_day: float = rates.PRIOR_PER_DAY,
    suspect_prior: float = rates.SUSPECT_PRIOR,
    trend: bool = False,
) -> FittedModel:
    """Fit rates, suspect probabilities, offences and rhythm to a force's crimes.

    Args:
        data: as `load_crimes` gives it.
        areas: local authorities or MSOAs to keep after fitting the whole force; none means all.
        months: `YYYY-MM` of the months to fit on; none means all that were read.
        leave_out: months not to fit on, for example those of the pandemic.
        keep_doubtful: fit on months as well that cannot be whole, see `months_used`.
        offences: a table to use instead of `data/offences.csv`.
        home_office: a Home Office table to use instead of the packaged one of 2017/18.
        home_office_year: the year of that table, for example "2019/20"; None means its latest whole one.
        rhythm: a table to use instead of `data/rhythm.csv`.
        report_delays: a table to use instead of `data/report_delays.csv`.
        grades: a table to use instead of `data/grades.csv`.
        prior_per_day: crimes per day that the prior over the months of a cell weighs; see `rates.smooth`.
        suspect_prior: how many crimes the force's mean weighs in a suspect probability.
        trend: carry each category's long-run trend on; its estimate is in `FittedModel.trend`.

    Raises:
        DataError: no crimes in those months, a bad table, or too few years for a trend.
        UnknownNameError: an area that the force has not.

    Warns:
        DataWarning: once, if months of the year have no data, with their names.
    """
    months = tuple(months)
    if months:
        data = data.select(months)
    recorded = packaged_recorded() if home_office is None else read_recorded(home_office, home_office_year)
    choice = MonthChoice(tuple(leave_out), keep_doubtful)
    per_day = None if home_office is None else recorded.crimes_per_day(data.force)
    data, month_notes = choose(data, choice, doubtful_months(data.report, per_day))
    require_rows(data)
    counts, unplaced = count_cells(data)
    by_month, missing = rates.fill_missing(_means(rates.share_out(counts, unplaced), data.months))
    table = read_offences(offences)
    shares, notes = offence_shares(recorded.counts, data.force, table)
    notes = month_notes + _warn_missing(data, missing) + _undecided(data) + notes
    if home_office is not None:
        notes += recorded.notes
    model = FittedModel(
        force=data.force.name,
        areas=data.areas,
        rates=rates.annual(rates.smooth(by_month, prior_per_day)),
        suspect=_suspect(data, suspect_prior),
        offences=table,
        shares=shares,
        rhythm=read_rhythm(table, rhythm),
        months=data.months,
        report=data.report,
        notes=tuple(notes),
        trend=_trend(data, counts.sum(axis=2) + unplaced) if trend else None,
        incidents=read_incident_tables(table, report_delays, grades),
    )
    wanted = list(areas)
    return model.select(wanted) if wanted else model


def count_cells(data: CrimeData) -> tuple[FloatArray, FloatArray]:
    """Crimes of each month read, by category and area, and those without an area of the force."""
    return data.cells.placed.astype(np.float64), data.cells.unplaced.astype(np.float64)


def _calendar(months: tuple[str, ...]) -> tuple[IntArray, IntArray, FloatArray]:
    """Year, month (1 to 12) and days of each month."""
    years = np.array([int(name[:4]) for name in months], dtype=np.int64)
    numbers = np.array([int(name[5:]) for name in months], dtype=np.int64)
    days = [monthrange(year, month)[1] for year, month in zip(years.tolist(), numbers.tolist(), strict=True)]
    return years, numbers, np.array(days, dtype=np.float64)


def _means(counts: FloatArray, months: tuple[str, ...]) -> FloatArray:
    _, numbers, days = _calendar(months)
    return rates.monthly_means(counts, numbers - 1, days)


def _trend(data: CrimeData, counts: FloatArray) -> Trend:
    years, numbers, days = _calendar(data.months)
    return estimate(counts, years, numbers, days)


def _suspect(data: CrimeData, prior: float) -> FloatArray:
    """Suspect probabilities, of decided cases; the force's own share counts those without a place as well.

    The cases of young months that are decided already are mostly those closed without a suspect: a charge
    takes longer. So only months count of whose cases about as many are decided as of the oldest ones.
    """
    counts = data.cells.counts[_mature(data.cells)].sum(axis=0, dtype=np.int64)
    identified = counts[:, :, IDENTIFIED]
    decided = identified + counts[:, :, WITHOUT]
    everything, with_suspect = decided.sum(axis=1), identified.sum(axis=1)
    # Anti-social behaviour has no outcomes: it would pull the overall share towards 0.
    overall = with_suspect[OTHERS].sum() / max(float(everything[OTHERS].sum()), 1.0)
    force = np.where(everything > 0, with_suspect / np.maximum(everything, 1), overall)
    placed, found = decided[:, :-1].astype(np.float64), identified[:, :-1].astype(np.float64)
    return rates.suspect_probability(placed, found, force, prior)


def _mature(cells: CellCounts) -> npt.NDArray[np.bool_]:
    """The months whose share of decided cases is at least `MATURE` of the greatest of any month."""
    crimes = cells.counts[:, OTHERS].sum(axis=(1, 2), dtype=np.int64)
    cases, known = crimes.sum(axis=1), crimes[:, [WITHOUT, IDENTIFIED]].sum(axis=1)
    share = known / np.maximum(cases, 1)
    many = cases * len(cases) >= cases.sum() / 4  # of a stub of a month all may be decided by chance
    mature: npt.NDArray[np.bool_] = share >= MATURE * share[many].max(initial=0.0)
    return mature


def _undecided(data: CrimeData) -> list[str]:
    """A note where no suspect can ever be identified."""
    if data.cells.counts[:, OTHERS][..., [WITHOUT, IDENTIFIED]].any():
        return []
    return [f"no case of {data.force.name} is decided, so that no suspect is ever identified"]


def _warn_missing(data: CrimeData, missing: list[int]) -> list[str]:
    if not missing:
        return []
    names = ", ".join(month_name[month + 1] for month in missing)
    note = f"no data of {data.force.name} for {names}: each takes the crimes per day of the other months"
    warnings.warn(note, DataWarning, stacklevel=3)
    return [note]
