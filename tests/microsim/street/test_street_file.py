"""Street files: read strictly, with file, row and column in every error."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from microsim import DataError
from microsim.street.archive import StreetFile
from microsim.street.street_file import read_street
from tests.microsim.conftest import HEADER, crime, street_csv


def file_of(content: str | bytes) -> StreetFile:
    data = content.encode() if isinstance(content, str) else content
    return StreetFile("july.csv", "2018-07", "west-yorkshire", lambda: data)


def test_columns_and_numbers() -> None:
    table = read_street(file_of(street_csv([crime(), crime(lsoa="", Longitude="", Latitude="")])))
    assert table["LSOA code"].to_pylist() == ["E01000001", ""]
    assert table["Longitude"].to_pylist() == [-1.5, None]


def test_byte_order_mark_and_crlf_change_nothing() -> None:
    text = street_csv([crime(id="a"), crime(id="b")])
    expected = read_street(file_of(text))
    assert read_street(file_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())).equals(expected)


def test_quotes_commas_and_line_breaks_in_names() -> None:
    rows = [
        crime(Location='On or near "The Cock", Main St'),
        crime(Location="two\nlines"),
        crime(type="Drugs"),
    ]
    assert read_street(file_of(street_csv(rows)))["Crime type"].to_pylist() == [
        "Burglary",
        "Burglary",
        "Drugs",
    ]


def test_header_alone_is_a_month_without_crimes() -> None:
    assert read_street(file_of(street_csv([]))).num_rows == 0


def test_empty_file() -> None:
    with pytest.raises(DataError, match=r"july.csv: expected the columns Crime ID, .* but the file is empty"):
        read_street(file_of(""))


def test_missing_column() -> None:
    header = [name for name in HEADER if name != "LSOA code"]
    with pytest.raises(DataError, match=r"july.csv: row 1: expected a column 'LSOA code', got none"):
        read_street(file_of(street_csv([crime()], header)))


def test_renamed_column_is_suggested() -> None:
    text = street_csv([crime()]).replace("Crime type", "Crime types")
    with pytest.raises(
        DataError, match=r"expected a column 'Crime type', got none; did you mean 'Crime types'?"
    ):
        read_street(file_of(text))


def test_wrong_month() -> None:
    with pytest.raises(
        DataError, match=r"july.csv: row 3, column 'Month': expected '2018-07', got '2018-06'"
    ):
        read_street(file_of(street_csv([crime(), crime(month="2018-06")])))


def test_row_of_other_length() -> None:
    with pytest.raises(DataError, match=r"july.csv: row 3: expected 12 fields, got 2"):
        read_street(file_of(street_csv([crime()]) + "a,b\n"))


def test_byte_that_is_not_utf8() -> None:
    content = street_csv([crime()]).encode() + b"\xff\n"
    with pytest.raises(DataError, match=r"july.csv: row 3: expected UTF-8 text, got the byte b'\\xff'"):
        read_street(file_of(content))


@pytest.mark.parametrize("value", ["north", "nan", "inf", "1,5"])
def test_coordinate_that_is_no_number(value: str) -> None:
    with pytest.raises(
        DataError, match=f"july.csv: row 2, column 'Latitude': expected degrees, got '{value}'"
    ):
        read_street(file_of(street_csv([crime(Latitude=value)])))


def separated(text: str, separator: str) -> str:
    """The same table with another separator."""
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return target.getvalue()


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(separator: str) -> None:
    text = street_csv([crime(), crime(type="Drugs")])
    assert read_street(file_of(separated(text, separator))).equals(read_street(file_of(text)))


def test_decimal_commas_are_read_between_semicolons() -> None:
    text = separated(street_csv([crime(), crime(Longitude="", Latitude="")]), ";")
    table = read_street(file_of(text.replace("-1.5", "-1,5").replace("53.8", "53,8")))
    assert (table["Longitude"].to_pylist(), table["Latitude"].to_pylist()) == ([-1.5, None], [53.8, None])


@pytest.mark.parametrize(
    "text",
    [
        *("Jul-18", "July 2018", "1-Jul-2018", "01/07/2018", "07/01/2018", "2018-07-01", "43282"),
        *("43282.0", "201807", "07/2018", "2018/7"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_month_is_read(text: str) -> None:
    assert read_street(file_of(street_csv([crime(month=text)]))).num_rows == 1


@pytest.mark.parametrize("text", ["Jun-18", "Jul-17", "01/08/2018", "07/02/2018", "43281", "43313", "201808"])
def test_a_date_of_another_month_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"'Month': expected '2018-07', .*; give months as YYYY-MM"):
        read_street(file_of(street_csv([crime(month=text)])))


@pytest.mark.parametrize("change", [str.upper, lambda text: f" {text} ", lambda text: text.replace(" ", "_")])
def test_names_of_columns_in_another_hand(change: Callable[[str], str]) -> None:
    text = street_csv([crime(id="a")])
    header, _, rows = text.partition("\n")
    other = ",".join(change(name) for name in header.split(","))
    assert read_street(file_of(f"{other}\n{rows}")).equals(read_street(file_of(text)))


def test_a_column_that_is_there_twice() -> None:
    text = street_csv([crime()]).replace("Context", "month")
    with pytest.raises(DataError, match=r"july.csv: row 1: expected one column 'Month', got 2"):
        read_street(file_of(text))


def test_rows_of_nothing_below_the_last_one() -> None:
    text = street_csv([crime(), crime()]) + ",,,,,,,,,,,\n" * 3
    assert read_street(file_of(text)).num_rows == 2


def test_a_blank_month_beside_something_is_refused() -> None:
    with pytest.raises(DataError, match=r"row 3, column 'Month': expected '2018-07', got ''"):
        read_street(file_of(street_csv([crime(), crime(month="")])))


TWO = street_csv([crime(id="a"), crime(type="Drugs")])


@pytest.mark.parametrize(
    "content",
    [
        *(TWO.encode(encoding) for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        separated(TWO, "\t").replace("\n", "\r\n").encode("utf-16"),
        *(f"{line}\n{separated(TWO, ';')}".encode() for line in ("sep=;", '"sep=;"', "\ufeffSEP=;")),
        f"sep=\t\r\n{separated(TWO, chr(9))}".encode("utf-16"),
        f"sep=^\n{separated(TWO, '^')}".encode(),
        separated(TWO, "|").encode(),
        f"\n  \n{TWO}".encode(),
        f"{TWO}\x1a".encode(),
        TWO.replace("\n", "\r").encode(),
        TWO.replace("\n", ",\n").encode(),
        TWO.replace("\n", ",,\n").replace(",,\n", "\n", 1).encode(),
        TWO.replace("\n", ",,\n", 1).encode(),
        (TWO + TWO.split("\n", 1)[0] + "\n").encode(),
    ],
    ids=str,
)
def test_other_ways_of_writing_the_same_table(content: bytes) -> None:
    assert read_street(file_of(content)).to_pydict() == read_street(file_of(TWO)).to_pydict()


def test_rows_are_counted_from_the_top_of_the_file() -> None:
    text = "sep=;\n" + separated(street_csv([crime(), crime(month="2018-06")]), ";")
    with pytest.raises(DataError, match="row 4, column 'Month'"):
        read_street(file_of(text))
    with pytest.raises(DataError, match="row 4: expected 12 fields, got 2"):
        read_street(file_of("sep=;\n" + separated(street_csv([crime()]), ";") + "a;b\n"))
    with pytest.raises(DataError, match="row 2: expected a column 'Crime type'"):
        read_street(file_of("sep=,\n" + TWO.replace("Crime type", "Crime types")))


def test_windows_1252_is_read_where_it_makes_no_difference() -> None:
    name = street_csv([crime(Location="Caf\xe9", **{"LSOA name": "Ynys M\xf4n 001A"})])
    assert read_street(file_of(name.encode("cp1252"))).num_rows == 1
    with pytest.raises(DataError, match=r"row 2: expected UTF-8 text, got the byte b'\\xe9'"):
        read_street(file_of(street_csv([crime(type="Burglar\xe9")]).encode("cp1252")))


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        *(
            (text, True)
            for text in ("2018-07-31", "2018-07-15 00:00:00", "2018-07-01T00:00:00Z", "2018 July")
        ),
        *((text, True) for text in ("2018-Jul", "2018M07", "31/07/2018", "15.07.18")),
        *((text, False) for text in ("2018-06-30", "07/15/2018", "05/07/2018", "2018-Jun", "2018-07-123")),
    ],
)
def test_a_day_within_the_month(text: str, fine: bool) -> None:
    file = file_of(street_csv([crime(month=text)]))
    if fine:
        assert read_street(file).num_rows == 1
    else:
        with pytest.raises(DataError, match="row 2, column 'Month'"):
            read_street(file)
