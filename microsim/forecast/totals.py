"""Rates of a force from its published totals alone, where there are no street-level crimes of it.

The Home Office says how many offences of each kind a force recorded in a year. The season of the forecast
shares them among the months, residents share them among the areas. What no table of totals has comes from a
force whose street-level crimes are there: anti-social behaviour for each resident, shares of suspects.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from microsim.errors import DataError
from microsim.forecast.season import read_season
from microsim.offences.incident_tables import read_incident_tables
from microsim.offences.offences import category_index, offence_shares, read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.rates.fitted import FittedModel
from microsim.reference.forces import Force
from microsim.reference.geography import packaged_geography
from microsim.reference.known_names import ASB, CATEGORIES
from microsim.sources.homeoffice import Recorded, packaged_recorded, read_recorded
from microsim.storage.packaged_data import data_dir
from microsim.street.source_report import DataReport

FloatArray = npt.NDArray[np.float64]


def rates_from_totals(
    force: Force,
    like: FittedModel,
    *,
    areas: Iterable[str] = (),
    area_year: int = 2011,
    offences: Path | None = None,
    home_office: Path | None = None,
    home_office_year: str | None = None,
    rhythm: Path | None = None,
) -> FittedModel:
    """A model of a force from its recorded offences of one year; `notes` says what is assumed.

    Args:
        force: whose totals.
        like: a fitted force, for anti-social behaviour and suspects.
        areas: local authorities or MSOAs to keep; none means all.
        area_year: year of the areas, 2011 or 2021.
        offences: a table to use instead of `data/offences.csv`.
        home_office: a Home Office table to use instead of the packaged one of 2017/18.
        home_office_year: the year of that table, for example "2019/20"; None means its latest whole one.
        rhythm: a table to use instead of `data/rhythm.csv`.

    Raises:
        DataError: the table has no offences of the force, or only a part of a year.
        UnknownNameError: an area that the force has not.
    """
    recorded = packaged_recorded() if home_office is None else read_recorded(home_office, home_office_year)
    table = read_offences(offences)
    shares, notes = offence_shares(recorded.counts, force, table)
    totals = _totals(recorded, force, table["code"].tolist(), category_index(table))
    places = packaged_geography(area_year).areas_of(force)[["authority"]]
    people = residents(places.index, area_year)
    asb = CATEGORIES.index(ASB)
    other = residents(like.areas.index, like.report.vintage).sum()
    totals[asb] = like.rates.mean(axis=0)[asb].sum() / other * people.sum()
    rates = read_season()[:, :, None] * totals[None, :, None] * (people / people.sum())[None, None, :]
    months = tuple(str(one) for one in recorded.crimes_per_day(force).index)
    model = FittedModel(
        force=force.name,
        areas=places,
        rates=np.ascontiguousarray(rates),
        suspect=np.repeat(_suspect(like)[:, None], len(places), axis=1),
        offences=table,
        shares=shares,
        rhythm=read_rhythm(table, rhythm),
        months=months,
        report=DataReport(rows=0, months=len(months), vintage=area_year),
        notes=(
            f"rates of {force.name} are made from its recorded offences of {recorded.year}, not from "
            "street-level crimes: shared among months by data/season.csv and among areas by residents",
            f"anti-social behaviour for each resident and shares of suspects are those of {like.force}",
            *notes,
        ),
        incidents=read_incident_tables(table, None, None),
    )
    wanted = list(areas)
    return model.select(wanted) if wanted else model


def residents(codes: Iterable[str], year: int) -> FloatArray:
    """Residents of MSOAs in `data/areas-YEAR.parquet`, shape (areas,).

    Raises:
        DataError: an area that is not there.
    """
    table = pq.read_table(data_dir() / f"areas-{year}.parquet", columns=["code", "population"])
    known = dict(zip(table["code"].to_pylist(), table["population"].to_pylist(), strict=True))
    wanted = list(codes)
    missing = [one for one in wanted if known.get(one) is None]
    if missing:
        raise DataError(f"expected MSOAs of {year} with residents, got {missing[0]!r}")
    return np.array([known[one] for one in wanted], dtype=np.float64)


def _totals(
    recorded: Recorded, force: Force, codes: list[str], category: npt.NDArray[np.int64]
) -> FloatArray:
    """Recorded offences of a year by category, shape (14,); those that street-level data leave out are not
    among them.
    """
    mine = recorded.counts[recorded.counts["force"] == force.home_office]
    if mine.empty or recorded.quarters < 4:
        raise DataError(
            f"expected a whole year of recorded offences of {force.name}, got "
            f"{0 if mine.empty else recorded.quarters} quarters in {recorded.year}"
        )
    sums = mine.groupby("code")["count"].sum()
    counts = np.maximum(sums.reindex(codes, fill_value=0).to_numpy(dtype=np.float64), 0.0)
    return np.bincount(category, weights=counts, minlength=len(CATEGORIES)).astype(np.float64)


def _suspect(like: FittedModel) -> FloatArray:
    """Chance of a suspect by category over a whole force, shape (14,)."""
    weights = like.rates.mean(axis=0)
    total = np.maximum(weights.sum(axis=1), 1e-12)
    found: FloatArray = (like.suspect * weights).sum(axis=1) / total
    return found
