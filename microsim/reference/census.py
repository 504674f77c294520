"""Every LSOA of England and Wales of 2011 with its area, authority and residents."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from microsim.storage.packaged_data import LSOA_LOOKUP, sample_path


@cache
def census_lookup() -> pd.DataFrame:
    """Every LSOA of England and Wales of 2011: `lsoa`, `msoa`, `authority_code`, `authority`, `residents`.

    Source: ONS, census 2011, as the packaged sample carries it.
    """
    path = sample_path(LSOA_LOOKUP)
    read = pacsv.ReadOptions(
        skip_rows=1,
        column_names=[
            *("region", "region_name", "authority_code", "authority", "msoa", "msoa_name", "lsoa"),
            *("lsoa_name", "blank", "residents", "households", "communal", "hectares", "density"),
            *("homes", "household_size"),
        ],
    )
    wanted = ["lsoa", "msoa", "authority_code", "authority", "residents"]
    options = pacsv.ConvertOptions(include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()))
    table = pacsv.read_csv(path, read_options=read, convert_options=options)
    frame = pd.DataFrame(
        {name: np.asarray(table[name].to_pylist(), dtype=object) for name in wanted}, dtype=object
    )
    frame["residents"] = frame["residents"].str.replace(",", "").astype(np.int64)
    return frame
