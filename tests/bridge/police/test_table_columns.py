import numpy as np

from bridge.police.table_columns import TableColumns

ROWS = [[1.0, "north", True, 3.0], [2.0, "south", "", ""]]
TABLE = TableColumns.of("calls", ("id", "district", "crossed", "arrived"), ROWS)


def test_columns_give_back_the_rows_that_they_were_made_of() -> None:
    assert TABLE.rows() == ROWS
    assert TABLE.count == 2
    assert [isinstance(one, bytes) for one in TABLE.values] == [True, False, False, True]


def test_columns_are_read_as_numbers_where_they_are_numbers() -> None:
    assert np.array_equal(
        TABLE.numbers("id", "crossed", "arrived"), [[1, 1, 3], [2, np.nan, np.nan]], equal_nan=True
    )


def test_a_table_without_rows_has_columns() -> None:
    empty = TableColumns.of("calls", ("id",), [])
    assert (empty.columns, empty.rows(), empty.listed("id")) == (["id"], [], [])
