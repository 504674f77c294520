"""Which area (MSOA), local authority and police force a small area (LSOA) belongs to.

The lookup is by default the packaged one of England. A local authority belongs to a force by
`data/authorities.csv`, because the force column of the packaged lookup is blank for a tenth of its rows.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from microsim.errors import DataError
from microsim.reference.forces import Force
from microsim.reference.known_names import shown
from microsim.reference.strict_tables import decode, read_bytes, read_table
from microsim.storage.packaged_data import LSOA_LOOKUP, data_dir, sample_path

# Column names of the published lookups for: LSOA, MSOA, local authority code, local authority name.
LAYOUTS: tuple[tuple[str, str, str, str], ...] = (
    ("LSOA Code", "MSOA Code", "Local authority code", "Local authority name"),
    ("LSOA", "MSOA", "LAD", "LAD_NAME"),
    ("LSOA11CD", "MSOA11CD", "LAD17CD", "LAD17NM"),
    ("LSOA11CD", "MSOA11CD", "LAD11CD", "LAD11NM"),
    ("LSOA21CD", "MSOA21CD", "LAD22CD", "LAD22NM"),
)


@dataclass(frozen=True)
class Geography:
    """The LSOAs of a country with their areas, one row per LSOA."""

    lsoa_to_msoa: dict[str, str]
    areas: pd.DataFrame
    """Index MSOA code, sorted; columns `authority` (name of the local authority) and `force` (name)."""

    def areas_of(self, force: Force) -> pd.DataFrame:
        """The areas that `force` polices.

        Raises:
            DataError: the lookup has none of them, as the packaged one has none of Wales.
        """
        mine = self.areas[self.areas["force"] == force.name]
        if mine.empty:
            raise DataError(
                f"expected areas of {force.name!r} in the LSOA lookup, got none; the packaged lookup "
                f"covers England only, so give an ONS lookup of LSOA, MSOA and local authority as --lookup"
            )
        return mine


def geography(lookup: Path | str | None = None) -> Geography:
    """The areas by a lookup of one's own; None takes the packaged one of England."""
    return packaged_geography() if lookup is None else read_geography(Path(lookup))


@cache
def packaged_geography() -> Geography:
    """The lookup of England's 32,844 LSOAs (2011) inside the packaged sample."""
    return read_geography(sample_path(LSOA_LOOKUP))


def read_geography(path: Path) -> Geography:
    """Read an LSOA lookup in one of the published layouts (`.csv`, also gzipped).

    Raises:
        DataError: unknown columns, an LSOA in two MSOAs, or a local authority of no known force.
    """
    table = _read_columns(path)
    table = table.drop_duplicates(ignore_index=True)
    twice = table["lsoa"][table["lsoa"].duplicated()]
    if len(twice):
        raise DataError(f"{path.name}: expected each LSOA in one MSOA, got {shown(twice.iloc[0])} in several")
    areas = table.drop_duplicates("msoa").set_index("msoa")[["authority", "authority_code"]].sort_index()
    authorities = _authorities()
    row = areas["authority_code"].map(authorities["name"])
    named = row.fillna(areas["authority"])
    force = areas["authority_code"].map(authorities["force"])
    by_name = authorities.drop_duplicates("name").set_index("name")["force"]
    force = force.fillna(named.map(by_name)).fillna("")
    frame = pd.DataFrame({"authority": named.astype(object), "force": force.astype(object)})
    return Geography(dict(zip(table["lsoa"], table["msoa"], strict=True)), frame)


def _authorities() -> pd.DataFrame:
    table = read_table(data_dir() / "authorities.csv", ("code", "name", "force"))
    return table.set_index("code")


def _read_columns(path: Path) -> pd.DataFrame:
    """The four columns of the lookup as strings, under our own names."""
    content = read_bytes(path)
    try:
        if content.startswith(b"\x1f\x8b"):  # gzip
            with pa.CompressedInputStream(pa.BufferReader(content), "gzip") as stream:
                content = stream.read()
        decode(content, path.name)  # pyarrow would name no row for a byte that is not UTF-8
        header = pacsv.open_csv(io.BytesIO(content)).schema.names
        layout = next((layout for layout in LAYOUTS if set(layout) <= set(header)), None)
        if layout is None:
            wanted = " or ".join(str(list(layout)) for layout in LAYOUTS)
            raise DataError(f"{path.name}: row 1: expected the columns {wanted}, got {shown(header)}")
        options = pacsv.ConvertOptions(
            include_columns=list(layout), column_types=dict.fromkeys(layout, pa.string())
        )
        table = pacsv.read_csv(io.BytesIO(content), convert_options=options)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{path.name}: expected an LSOA lookup in CSV ({error})") from error
    small, middle = layout[:2]
    ours = pc.and_(  # others are of Scotland, Northern Ireland, or no code at all
        pc.match_substring_regex(table[small], "^[EW]01"), pc.match_substring_regex(table[middle], "^[EW]02")
    )
    table = table.filter(ours)
    columns = [np.asarray(table.column(name).to_pylist(), dtype=object) for name in layout]
    return pd.DataFrame(
        dict(zip(("lsoa", "msoa", "authority_code", "authority"), columns, strict=True)), dtype=object
    )
