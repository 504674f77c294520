"""Makes `data/areas-2011.parquet` and `data/areas-2021.parquet` and brings `data/authorities.csv` up to 2024.

    python scripts/make_areas.py FOLDER [--census CENSUS_CSV]

FOLDER holds the ONS files named in `SOURCES`; `--census` is the table of residents by LSOA of 2011, by
default the one that the package crime-sim-toolkit carries. The layout of the tables: `data/README.md`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pandas.api.typing import DataFrameGroupBy

from common.paths import data_dir, distribution_file
from planning.geography.contiguity import adjoining
from planning.geography.outlines import encode
from planning.geography.shipped import FORMAT

SOURCES = {
    "outlines-2011": "msoa-2011-ew-bsc-v2.zip",
    "outlines-2021": "boundaries-2021/msoa21-ew.gpkg",
    "lsoas": "lsoa11-lsoa21-lad22-ew.csv.gz",
    "msoas-2011": "gb-geog-lookup.csv.gz",
    "centroids": "boundaries-2021/lsoa21-population-weighted-centroids-bng.csv.gz",
    "rural-2011": "rural-urban-2011-msoa11.csv.gz",
    "rural-2021": "rural-urban-2021-msoa21.csv.gz",
    "authorities": "lad24-csp24-force24.csv.gz",
}
CENSUS = "crime_sim_toolkit/src/LSOA_data/census_2011_population_hh.csv"

AUTHORITIES_OF_2023 = {  # 1 April 2023: the new authority and those of 2022 that it took over
    "E06000063": ("E07000026", "E07000028", "E07000029"),
    "E06000064": ("E07000027", "E07000030", "E07000031"),
    "E06000065": tuple(f"E070001{number}" for number in range(63, 70)),
    "E06000066": ("E07000187", "E07000188", "E07000189", "E07000246"),
}


def main() -> None:
    """Read the inputs, write the tables, say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the ONS files")
    parser.add_argument("--census", type=Path, default=None, help="residents by LSOA of 2011 (CSV)")
    arguments = parser.parse_args()
    census = arguments.census or distribution_file("crime-sim-toolkit", CENSUS)
    source = {name: arguments.folder / path for name, path in SOURCES.items()}
    lsoas = small_areas(source, census)
    write_authorities(source, lsoas)
    for year in ("2011", "2021"):
        table = areas(year, source, lsoas)
        path = data_dir() / f"areas-{year}.parquet"
        pq.write_table(table, path, compression="zstd", compression_level=22)
        print(f"{path.name}: {table.num_rows} areas, {path.stat().st_size / 1e6:.2f} MB")


def small_areas(source: dict[str, Path], census: Path) -> pd.DataFrame:
    """One row per pair of an LSOA of 2011 and one of 2021, with residents, centroid and authorities.

    Residents (census 2011) of an LSOA that was split are shared equally by its parts.
    """
    pairs = pd.read_csv(source["lsoas"])
    counted = pd.read_csv(census).dropna(subset=["LSOA Code"]).set_index("LSOA Code")
    people = counted["Persons"].astype(str).str.replace(",", "").astype(int)
    hectares = counted["Hectares"].astype(str).str.replace(",", "").astype(float)
    parts = pairs.groupby("lsoa11_code")["lsoa21_code"].transform("size")
    pairs["people"] = pairs["lsoa11_code"].map(people) / parts
    pairs["hectares"] = pairs["lsoa11_code"].map(hectares) / parts
    lookup = pd.read_csv(source["msoas-2011"], usecols=["LSOA", "MSOA"]).drop_duplicates()
    pairs["msoa-2011"] = pairs["lsoa11_code"].map(lookup.set_index("LSOA")["MSOA"])
    named = gpd.read_file(source["outlines-2021"], ignore_geometry=True)
    pairs["msoa-2021"] = pairs["lsoa21_name"].str[:-1].map(named.set_index("msoa21_name")["msoa21_code"])
    points = pd.read_csv(source["centroids"]).set_index("LSOA21CD")
    pairs["x"] = pairs["lsoa21_code"].map(points["x"])
    pairs["y"] = pairs["lsoa21_code"].map(points["y"])
    missing = pairs[["people", "msoa-2011", "msoa-2021", "ltla22_code"]].isna().any(axis=1)
    if missing.any():
        raise SystemExit(f"no residents, MSOA or authority for {pairs[missing].iloc[0].to_dict()}")
    return pairs


def areas(year: str, source: dict[str, Path], lsoas: pd.DataFrame) -> pa.Table:
    """The table of one vintage, in the order of the codes."""
    shapes = outlines(year, source)
    own = lsoas.groupby(f"msoa-{year}")
    people = own["people"].sum().reindex(shapes.index)
    authority = own["ltla22_code"].first().reindex(shapes.index)
    rural = pd.read_csv(source[f"rural-{year}"]).set_index(f"msoa{year[2:]}_code")
    rural = rural[f"ruc{year[2:]}_code"].reindex(shapes.index)
    if people.isna().any() or authority.isna().any() or rural.isna().any():
        raise SystemExit(f"{year}: an area without residents, authority or rural-urban class")
    x, y, weighted = centres(shapes, own)
    force = pd.read_csv(data_dir() / "authorities.csv").set_index("code")["force"]
    outline = [encode(shape, (px, py)) for shape, px, py in zip(shapes.geometry, x, y, strict=True)]
    columns = {
        "code": pa.array(shapes.index.tolist()),
        "name": pa.array(shapes["name"].tolist()),
        "x": pa.array(x, pa.int32()),
        "y": pa.array(y, pa.int32()),
        "weighted": pa.array(weighted),
        "km2": pa.array(square_km(year, shapes, lsoas), pa.float32()),
        "population": pa.array(np.rint(people).astype(int), pa.int32()),
        "authority": pa.array(authority.tolist()).dictionary_encode(),
        "force": pa.array(authority.map(force).tolist()).dictionary_encode(),
        "rural_urban": pa.array(rural.tolist()).dictionary_encode(),
        "neighbors": pa.array(adjoining(shapes.geometry.to_numpy()), pa.list_(pa.int16())),
        "outline": pa.array(outline, pa.list_(pa.list_(pa.int16()))),
    }
    return pa.table(columns).replace_schema_metadata({"format": FORMAT, "vintage": year})


def outlines(year: str, source: dict[str, Path]) -> gpd.GeoDataFrame:
    """Index code, columns `name` and `geometry` in metres of the British National Grid."""
    frame = gpd.read_file(source[f"outlines-{year}"]).to_crs("EPSG:27700")
    code, name = ("MSOA11CD", "MSOA11NM") if year == "2011" else ("msoa21_code", "msoa21_name")
    frame = frame.rename(columns={code: "code", name: "name"})[["code", "name", "geometry"]]
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    return frame.set_index("code").sort_index()


def centres(shapes: gpd.GeoDataFrame, own: DataFrameGroupBy) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Easting and northing in whole metres, and whether they weigh residents (all LSOAs have a centroid)."""
    sums = own[["people", "x", "y"]].apply(
        lambda part: pd.Series(
            {
                "x": np.average(part["x"], weights=part["people"]),
                "y": np.average(part["y"], weights=part["people"]),
            }
        )
    )
    known = sums.reindex(shapes.index)
    shape = shapes.geometry.to_numpy()
    middle = shapely.centroid(shape)
    middle = np.where(shapely.contains(shape, middle), middle, shapely.point_on_surface(shape))
    weighted = known["x"].notna().to_numpy()
    x = np.where(weighted, known["x"], shapely.get_x(middle))
    y = np.where(weighted, known["y"], shapely.get_y(middle))
    return np.rint(x).astype(int), np.rint(y).astype(int), weighted


def square_km(year: str, shapes: gpd.GeoDataFrame, lsoas: pd.DataFrame) -> np.ndarray:
    """The published area of the LSOAs of 2011; that of the outline where the area took over part of one."""
    msoa = f"msoa-{year}"
    published = lsoas.groupby(msoa)["hectares"].sum().reindex(shapes.index).to_numpy() / 100
    torn = lsoas.groupby("lsoa11_code")[msoa].transform("nunique") > 1
    exact = ~shapes.index.isin(lsoas.loc[torn, msoa])
    return np.where(exact, published, shapely.area(shapes.geometry.to_numpy()) / 1e6)


def write_authorities(source: dict[str, Path], lsoas: pd.DataFrame) -> None:
    """Add the authorities of 2019 to 2024 and the share of residents in rural areas to `authorities.csv`."""
    path = data_dir() / "authorities.csv"
    before = pd.read_csv(path, dtype={"became": str})
    held = before[["code", "name", "force"]]
    forces = pd.read_csv(data_dir() / "forces.csv").set_index("ons_code")["name"]
    latest = pd.read_csv(source["authorities"])
    now = pd.DataFrame(
        {
            "code": latest["ltla24_code"],
            "name": latest["ltla24_name"],
            "force": latest["pfa24_code"].map(forces),
        }
    )
    of_2022 = lsoas[["ltla22_code", "ltla22_name"]].drop_duplicates()
    of_2022.columns = pd.Index(["code", "name"])
    of_2022["force"] = of_2022["code"].map({"E07000246": "Avon and Somerset"})
    table = pd.concat([held, now, of_2022]).drop_duplicates("code").sort_values("code")
    if table["force"].isna().any():
        raise SystemExit(f"no force for {table[table['force'].isna()].iloc[0].to_dict()}")
    table["in_2022"] = np.where(table["code"].isin(lsoas["ltla22_code"]), "yes", "no")
    table["in_2024"] = np.where(table["code"].isin(latest["ltla24_code"]), "yes", "no")
    shares = table["code"].map(rural_shares(source, lsoas))
    same = shares.groupby(table["name"]).transform("first")  # a new code for a small change of borders
    table["rural"] = shares.fillna(same).map("{:.3f}".format)
    table["became"] = table["code"].map(
        before.set_index("code")["became"]
    )  # worked out once, by hand checked
    table.to_csv(path, index=False, lineterminator="\n")


def rural_shares(source: dict[str, Path], lsoas: pd.DataFrame) -> pd.Series:
    """By authority of 2011, 2022 or 2023: the share of residents in MSOAs of a rural class (2011)."""
    rural = pd.read_csv(source["rural-2011"]).set_index("msoa11_code")["ruc"].eq("Rural")
    old = pd.read_csv(source["msoas-2011"], usecols=["LSOA", "LAD"], low_memory=False).drop_duplicates()
    new = {part: whole for whole, parts in AUTHORITIES_OF_2023.items() for part in parts}
    of_2011 = lsoas["lsoa11_code"].map(old.set_index("LSOA")["LAD"])
    columns = (of_2011, lsoas["ltla22_code"], lsoas["ltla22_code"].map(new))
    shares = {}
    for authority in columns:
        by = lsoas.assign(rural=lsoas["msoa-2011"].map(rural) * lsoas["people"]).groupby(authority)
        shares.update((by["rural"].sum() / by["people"].sum()).to_dict())
    return pd.Series(shares)


if __name__ == "__main__":
    main()
