"""Makes `data/lsoa-changes.csv`: the LSOAs that are not the same, or not in the same MSOA, in 2011 and 2021.

    python scripts/make_lsoa_changes.py FOLDER

FOLDER holds the ONS exact-fit lookup of LSOAs (`lsoa11-lsoa21-lad22-ew.csv.gz`) and the MSOAs of 2021 with
their names (`boundaries-2021/msoa21-ew.gpkg`). An LSOA is named after its MSOA (`Hartlepool 015C` lies in
`Hartlepool 015`), which gives the MSOA of each LSOA of 2021.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd

from common.files import write_aside
from microsim.reference.census import census_lookup
from microsim.storage.packaged_data import data_dir

LOOKUP = "lsoa11-lsoa21-lad22-ew.csv.gz"
MSOAS = "boundaries-2021/msoa21-ew.gpkg"
COLUMNS = ["lsoa_2011", "change", "lsoa_2021", "msoa_2021"]


def main() -> None:
    """Read the inputs, write the table, say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the ONS files")
    folder = parser.parse_args().folder
    table = changes(folder)
    path = write_aside(
        data_dir() / "lsoa-changes.csv",
        lambda part: table.to_csv(part, index=False, lineterminator="\n"),
    )
    print(f"{path}: {len(table)} rows, {path.stat().st_size // 1024} KiB")


def changes(folder: Path) -> pd.DataFrame:
    """The rows of the exact-fit lookup in which the LSOA or its MSOA changed."""
    lookup = pd.read_csv(folder / LOOKUP, dtype=str)
    middle = gpd.read_file(folder / MSOAS, ignore_geometry=True)
    codes = middle.set_index("msoa21_name")["msoa21_code"]
    lookup["msoa_2021"] = lookup["lsoa21_name"].str[:-1].map(codes)
    if lookup["msoa_2021"].isna().any():
        raise SystemExit(f"no MSOA for {lookup[lookup['msoa_2021'].isna()].iloc[0].to_dict()}")
    lookup = lookup.rename(
        columns={"lsoa11_code": "lsoa_2011", "change_code": "change", "lsoa21_code": "lsoa_2021"}
    )
    before = lookup["lsoa_2011"].map(census_lookup().set_index("lsoa")["msoa"])
    kept = lookup[(lookup["change"] != "U") | (before != lookup["msoa_2021"])]
    return kept[COLUMNS].sort_values(COLUMNS)


if __name__ == "__main__":
    main()
