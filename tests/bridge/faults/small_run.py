"""The small coupled run: one local authority, some hundred rows of crimes, a dozen officers, 24 exchanges."""

import csv
from pathlib import Path

from microsim.storage.packaged_data import LSOA_LOOKUP, STREET_SAMPLE, sample_path

MODEL = Path(__file__).with_name("patrol.nlogo")
AREAS, ROWS = 200, 2000
PARQUET = ("crimes.parquet", "ticks.parquet", "loading.parquet")
FILES = {*PARQUET, "run.json", "summary.json"}
"""All that a complete run leaves."""
EXCHANGES = 24


def make(folder: Path) -> list[str]:
    """Write the data and give the options of the run."""
    with sample_path(LSOA_LOOKUP).open(newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        head = next(rows)
        areas = [row for row in rows if any(cell.startswith("Calderdale") for cell in row)][:AREAS]
    codes = {cell for row in areas for cell in row if cell.startswith("E01")}
    lookup = folder / "lookup.csv"
    with lookup.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *areas])
    source = next(sample_path(STREET_SAMPLE).rglob("2018-07-west-yorkshire-street.csv"))
    with source.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        head = next(rows)
        crimes = [row for row in rows if codes & set(row)][:ROWS]
    month = folder / "data" / "2018-07"
    month.mkdir(parents=True)
    with (month / source.name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *crimes])
    return [
        *("--data", str(folder / "data"), "--lookup", str(lookup), "--model", str(MODEL)),
        *("--area", "Calderdale", "--end", "2018-07-02", "--exchange", "1h", "--transport", "zmq"),
    ]
