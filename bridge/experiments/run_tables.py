"""The tables of every run of an experiment, as datasets that pandas, Polars and DuckDB read as one.

`tables/NAME/cell=C/replicate=R/NAME.parquet`: one dataset for each table, the model's own among them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bridge.base.whole_files import guarded, make_folders
from bridge.coupling.coupler import Exchange
from bridge.police.table_columns import TableColumns
from bridge.results.model_tables import write_model_tables
from bridge.results.result_files import write_results
from bridge.results.summary import Summary
from bridge.scenario.scenario import Scenario

TABLES = "tables"


def write_tables(exchanges: Iterable[Exchange], folder: Path, scenario: Scenario) -> Summary:
    """Write the tables and the summary of a run, those of its model included.

    Raises:
        RecordError: the folder cannot be written.
    """
    told: list[list[TableColumns]] = []

    def seen() -> Iterator[Exchange]:
        for exchange in exchanges:
            told.append(exchange.tables)
            yield exchange

    summary = write_results(seen(), folder, scenario.start)
    burn_in = sum(1 for one in scenario.windows() if one.end <= scenario.start)
    with guarded(folder):
        write_model_tables(lambda: told, folder, scenario.begin, scenario.start, burn_in)
    return summary


def table_of(folder: Path, file: str, cell: int, replicate: int) -> Path:
    """Where a table of one run lies in the folder of an experiment that keeps tables.

    Args:
        file: its name in a run directory, such as `crimes.parquet`.
    """
    return folder / TABLES / Path(file).stem / f"cell={cell}" / f"replicate={replicate}" / file


def into_dataset(folder: Path, run: Path, cell: int, replicate: int) -> None:
    """Move the tables of a run to their places in the datasets; what else it left stays.

    Raises:
        RecordError: the folder cannot be written.
    """
    with guarded(folder):
        for file in sorted(run.glob("*.parquet")):
            place = table_of(folder, file.name, cell, replicate)
            make_folders(place.parent)
            file.replace(place)
