"""Makes `data/staffing.csv` from the Home Office's police functions, as M. Ashby compiled them.

python scripts/make_staffing.py police-functions-data.csv.gz
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from common.paths import data_dir

FUNCTIONS = {
    "response": "response",  # to 2015, then the name below
    "incident (response) management": "response",
    "neighbourhoods": "neighbourhood",
    "neighbourhood policing": "neighbourhood",
    "cid": "investigation",
    "local investigation/prisoner processing": "investigation",
}
SLUGS = {"london-city-of": "city-of-london", "metropolitan-police": "metropolitan"}


def main() -> None:
    """Write the table, one row per force and year."""
    rows = pd.read_csv(Path(sys.argv[1]))
    forces = pd.read_csv(data_dir() / "forces.csv").set_index("slug")["name"]
    rows["force"] = rows["force"].str.replace("_", "-").replace(SLUGS).map(forces)
    rows = rows.dropna(subset=["force"])
    named = rows.assign(column=rows["function_name"].map(FUNCTIONS)).dropna(subset=["column"])
    table = named.pivot_table(
        index=["force", "year"], columns="column", values="officers", aggfunc="sum", fill_value=0.0
    )
    by = ["force", "year"]
    sums = rows[rows["function_name"] != "total"].groupby(by)["officers"].sum()
    printed = rows[rows["function_name"] == "total"].groupby(by)["officers"].max()
    table["total"] = printed.reindex(table.index).fillna(sums)
    table = table.reset_index()[["force", "year", "response", "neighbourhood", "investigation", "total"]]
    if len(table) != 430:
        raise SystemExit(f"expected 43 forces in 10 years, got {len(table)} rows")
    table.round(1).to_csv(data_dir() / "staffing.csv", index=False, lineterminator="\n")
    print(table[table["year"] == 2018].drop(columns=["force", "year"]).sum())


if __name__ == "__main__":
    main()
