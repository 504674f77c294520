"""Census tables of a made-up county, and of the packaged sample of 11,762 people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from microsim.reference.forces import Force, find_force
from microsim.reference.geography import Geography, read_geography
from microsim.storage.packaged_data import sample_path
from tests.microsim.conftest import LOOKUP

SAMPLE = "crime_sim_toolkit/tests/testing_data/test_microsim/sample_seed_pop.csv"


@pytest.fixture
def places(tmp_path: Path) -> Geography:
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP)
    return read_geography(path)


@pytest.fixture
def force() -> Force:
    return find_force("West Yorkshire")


@pytest.fixture
def sample() -> pd.DataFrame:
    """The packaged people, their 60 odd areas put into the three of `LOOKUP`."""
    table = pd.read_csv(sample_path(SAMPLE))
    table.columns = ["person", "area", "sex", "age", "ethnicity"]
    codes = {code: f"E0200010{1 + index % 3}" for index, code in enumerate(sorted(set(table["area"])))}
    return table.assign(area=table["area"].map(codes), age=table["age"] - 1)


@pytest.fixture
def sex_age(sample: pd.DataFrame, tmp_path: Path) -> Path:
    """The sample's people by area, sex and age, in our layout."""
    table = sample.assign(sex=sample["sex"].map({1: "male", 2: "female"}))
    path = tmp_path / "sex-age.csv"
    table.groupby(["area", "sex", "age"]).size().rename("count").reset_index().to_csv(path, index=False)
    return path


@pytest.fixture
def ethnicity(sample: pd.DataFrame, tmp_path: Path) -> Path:
    """The sample's people by area, sex and ethnicity, as Nomis answers."""
    names = {"area": "GEOGRAPHY_CODE", "sex": "C_SEX", "ethnicity": "C_ETHPUK11"}
    path = tmp_path / "ethnicity.tsv"
    table = (
        sample.rename(columns=names).groupby(list(names.values())).size().rename("OBS_VALUE").reset_index()
    )
    table.to_csv(path, index=False, sep="\t")
    return path
