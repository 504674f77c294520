"""Small CSV files, read strictly."""

import pytest

from common.tables import number_column, parse_table


def parse(text: str, **more: str) -> list[list[str]]:
    return parse_table(text.encode(), "t.csv", ("a", "b"), ValueError, **more).to_numpy().tolist()


def test_rows_are_strings_without_blanks() -> None:
    assert parse("a,b\n 1 ,x\n") == [["1", "x"]]


def test_semicolons_and_tabs_separate_as_well() -> None:
    assert parse("a;b\n1,5;x, y\n") == [["1.5", "x, y"]]
    assert parse("a\tb\n1,5\tx\n") == [["1,5", "x"]]


def test_columns_in_capitals_are_known() -> None:
    assert parse_table(b"A,Some_Name\n1,2\n", "t.csv", ("a", "some name"), ValueError).columns.tolist() == [
        "a",
        "some name",
    ]


def test_comments_above_the_header_count_as_rows_of_the_file() -> None:
    table = parse_table(b"# made by me\n# today\na,b\n1,2\n", "t.csv", ("a", "b"), ValueError, comment="#")
    assert table.index.tolist() == [4]
    with pytest.raises(ValueError, match=r"t\.csv: row 3: expected 2 fields, got 1"):
        parse("# x\na,b\n1\n", comment="#")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected columns a, b, but the file is empty"),
        ("a,c\n", "row 1: expected a column 'b', got none"),
        ("a,b\n1\n", "row 2: expected 2 fields, got 1"),
        ("a,b\n1,\n", "row 2, column 'b': expected a value, got ''"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_a_byte_that_is_no_text_is_named_by_row() -> None:
    with pytest.raises(ValueError, match=r"row 2: expected UTF-8 text, got the byte b'\\xff'"):
        parse_table(b"a,b\n\xff,1\n", "t.csv", ("a", "b"), ValueError)


def test_numbers_are_finite_and_not_negative() -> None:
    table = parse_table(b"a,b\n1,2.5\n", "t.csv", ("a", "b"), ValueError)
    assert number_column(table, "b", "t.csv", ValueError).tolist() == [2.5]
    with pytest.raises(ValueError, match=r"row 2, column 'b': expected a whole number >= 0, got '2\.5'"):
        number_column(table, "b", "t.csv", ValueError, whole=True)
