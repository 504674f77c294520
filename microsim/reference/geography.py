"""Which area (MSOA), local authority and police force a small area (LSOA) belongs to, in 2011 or in 2021.

The lookup is by default the packaged one of England and Wales, of 2011; what changed until 2021 is in
`data/lsoa-changes.csv`, see `lsoa_changes`. A local authority belongs to a force by `data/authorities.csv`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from common.reading import GZIP, gunzip
from microsim.errors import DataError
from microsim.reference.census import census_lookup
from microsim.reference.forces import Force
from microsim.reference.known_names import shown
from microsim.reference.lsoa_changes import VINTAGES, lsoa_changes, only_in
from microsim.reference.strict_tables import decode, read_bytes, read_table
from microsim.storage.packaged_data import data_dir

PARTS: dict[str, str] = {
    "lsoa": r"lsoa(\d\d)?(?:cd|code)?",
    "msoa": r"msoa(\d\d)?(?:cd|code)?",
    "authority_code": r"(?:lad|ltla|localauthority)(\d\d)?(?:cd|code)?",
    "authority": r"(?:lad|ltla|localauthority)(\d\d)?(?:nm|name)",
}
"""Our name of each column of a lookup, and how published lookups write it: `LSOA21CD`, `LSOA Code`,
`lsoa21_code`, in lower case without blanks and underscores; the group is the year."""

EXAMPLES = (
    ("LSOA21CD", "MSOA21CD", "LAD22CD", "LAD22NM"),
    ("LSOA11CD", "MSOA11CD", "LAD17CD", "LAD17NM"),
    ("LSOA", "MSOA", "LAD", "LAD_NAME"),
)


@dataclass(frozen=True)
class Geography:
    """The LSOAs of a country with their areas, one row per LSOA."""

    lsoa_to_msoa: dict[str, str]
    areas: pd.DataFrame
    """Index MSOA code, sorted; columns `authority` (name of the local authority) and `force` (name)."""
    vintage: int | None = None
    """The year of the LSOAs, 2011 or 2021; None if all of them are the same in both."""

    def areas_of(self, force: Force) -> pd.DataFrame:
        """The areas that `force` polices.

        Raises:
            DataError: the lookup has none of them.
        """
        mine = self.areas[self.areas["force"] == force.name]
        if mine.empty:
            raise DataError(
                f"expected areas of {force.name!r} in the LSOA lookup, got none; leave out --lookup for the "
                f"packaged one of England and Wales, or give an ONS lookup that covers the force"
            )
        return mine


def geography(lookup: Path | str | None = None, vintage: int | None = None) -> Geography:
    """The areas by a lookup of one's own; None takes the packaged one of England and Wales.

    Args:
        vintage: year of the areas, 2011 or 2021; None is that of the lookup, 2011 for the packaged one.

    Raises:
        DataError: the lookup is of the other year, or cannot be read.
    """
    if vintage is not None and vintage not in VINTAGES:
        raise DataError(f"expected a geography of 2011 or 2021, got {vintage!r}")
    if lookup is None:
        return packaged_geography(vintage or 2011)
    found = read_geography(Path(lookup))
    if vintage is not None and found.vintage not in (None, vintage):
        raise DataError(
            f"{Path(lookup).name}: expected LSOAs of {vintage}, got those of {found.vintage}; "
            f"give --geography {found.vintage}, or a lookup of {vintage}, or none"
        )
    return found


@cache
def packaged_geography(vintage: int = 2011) -> Geography:
    """The LSOAs of England and Wales: 34,753 of 2011, or 35,672 of 2021 with the authorities of 2024."""
    table = census_lookup()
    if vintage == 2011:
        return _geography(table, "the packaged lookup", 2011)
    table = _brought_forward(table)
    latest = _authorities()["latest"]
    table["authority_code"] = table["authority_code"].map(latest)
    return _geography(table, "the packaged lookup", 2021)


def _brought_forward(table: pd.DataFrame) -> pd.DataFrame:
    """The lookup of 2021 from that of 2011."""
    changes = lsoa_changes()
    kept = table[~table["lsoa"].isin(changes["lsoa_2011"])]
    new = changes.merge(table, left_on="lsoa_2011", right_on="lsoa", how="inner")
    new["lsoa"], new["msoa"] = new["lsoa_2021"], new["msoa_2021"]
    # Where the parts of an area are of two authorities, it belongs to that of most of its LSOAs.
    new = new.drop_duplicates("lsoa")
    everything = pd.concat([kept, new[kept.columns]], ignore_index=True)
    most = (
        everything[["msoa", "authority_code"]].value_counts(sort=True).reset_index().drop_duplicates("msoa")
    )
    everything["authority_code"] = everything["msoa"].map(most.set_index("msoa")["authority_code"])
    return everything


def read_geography(path: Path) -> Geography:
    """Read an LSOA lookup in one of the published layouts (`.csv`, also gzipped).

    Raises:
        DataError: unknown columns, an LSOA in two MSOAs, LSOAs of both years, or a local authority of no
            known force.
    """
    table = _read_columns(path)
    table = table.drop_duplicates(ignore_index=True)
    twice = table["lsoa"][table["lsoa"].duplicated()]
    if len(twice):
        raise DataError(f"{path.name}: expected each LSOA in one MSOA, got {shown(twice.iloc[0])} in several")
    found = {year: sorted(only_in(year).intersection(table["lsoa"])) for year in VINTAGES}
    if all(found.values()):
        one, other = (found[year][0] for year in VINTAGES)
        raise DataError(f"{path.name}: expected LSOAs of one year, got {one!r} of 2011 and {other!r} of 2021")
    return _geography(table, path.name, next((year for year in VINTAGES if found[year]), None))


def _geography(table: pd.DataFrame, name: str, vintage: int | None) -> Geography:
    areas = table.drop_duplicates("msoa").set_index("msoa")[["authority", "authority_code"]].sort_index()
    authorities = _authorities()
    row = areas["authority_code"].map(authorities["name"])
    named = row.fillna(areas["authority"])
    force = areas["authority_code"].map(authorities["force"])
    by_name = authorities.drop_duplicates("name").set_index("name")["force"]
    force = force.fillna(named.map(by_name))
    _require_forces(areas, force, name)
    frame = pd.DataFrame({"authority": named.astype(object), "force": force.astype(object)})
    return Geography(dict(zip(table["lsoa"], table["msoa"], strict=True)), frame, vintage)


def _require_forces(areas: pd.DataFrame, force: pd.Series[str], name: str) -> None:
    """Refuse a lookup with an authority whose force is unknown: its crimes would be another force's."""
    lost = areas[force.isna()].drop_duplicates("authority_code")
    if len(lost):
        pairs = zip(lost["authority"], lost["authority_code"], strict=True)
        names = ", ".join(f"{one!r} ({code})" for one, code in list(pairs)[:5])
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        raise DataError(
            f"{name}: expected local authorities of data/authorities.csv, each with its police force, got "
            f"{names}{more}; use the codes of 2011 to 2024, or add a row to the table"
        )


@cache
def _authorities() -> pd.DataFrame:
    """Index code; `name`, `force` and `latest`, the code of 2024 of the same place."""
    table = read_table(data_dir() / "authorities.csv", ("code", "name", "force", "became"), blank=("became",))
    became = {row["code"]: row["became"] for row in table.to_dict("records") if row["became"]}
    latest = table["code"]
    while latest.isin(became).any():
        latest = latest.map(lambda code: became.get(code, code))
    return table.assign(latest=latest).set_index("code")


def vintage_of(msoas: Iterable[str]) -> int:
    """The year of some MSOA codes: 2021 if one of them exists in that year alone, else 2011."""
    new = set(packaged_geography(2021).areas.index) - set(packaged_geography(2011).areas.index)
    return 2021 if new.intersection(msoas) else 2011


def _read_columns(path: Path) -> pd.DataFrame:
    """The four columns of the lookup as strings, under our own names."""
    content = read_bytes(path)
    try:
        if content.startswith(GZIP):
            content = gunzip(content)
        decode(content, path.name)  # pyarrow would name no row for a byte that is not UTF-8
        header = pacsv.open_csv(io.BytesIO(content)).schema.names
        layout = _layout(header)
        if layout is None:
            wanted = " or ".join(str(list(example)) for example in EXAMPLES)
            raise DataError(f"{path.name}: row 1: expected the columns {wanted}, got {shown(header)}")
        options = pacsv.ConvertOptions(
            include_columns=list(layout.values()), column_types=dict.fromkeys(layout.values(), pa.string())
        )
        table = pacsv.read_csv(io.BytesIO(content), convert_options=options)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        raise DataError(f"{path.name}: expected an LSOA lookup in CSV ({error})") from error
    ours = pc.and_(  # others are of Scotland, Northern Ireland, or no code at all
        pc.match_substring_regex(table[layout["lsoa"]], "^[EW]01"),
        pc.match_substring_regex(table[layout["msoa"]], "^[EW]02"),
    )
    table = table.filter(ours)
    columns = {ours: np.asarray(table[name].to_pylist(), dtype=object) for ours, name in layout.items()}
    return pd.DataFrame(columns, dtype=object)


def _layout(header: list[str]) -> dict[str, str] | None:
    """Our name -> theirs for the columns of a lookup, those of the latest year if there are several."""
    found: dict[str, dict[str, str]] = {name: {} for name in PARTS}
    for theirs in header:
        text = re.sub(r"[\s_]", "", theirs).lower()
        for ours, pattern in PARTS.items():
            if match := re.fullmatch(pattern, text):
                found[ours].setdefault(match[1] or "", theirs)
    years = set(found["lsoa"]) & set(found["msoa"])
    if not years or not found["authority_code"] or not found["authority"]:
        return None
    latest = {name: max(found[name]) for name in PARTS}
    latest["lsoa"] = latest["msoa"] = max(years)
    return {ours: found[ours][year] for ours, year in latest.items()}
