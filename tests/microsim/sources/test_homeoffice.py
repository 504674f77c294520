"""Home Office tables: both layouts, read strictly, bodies without territory left out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from microsim import DataError
from microsim.sources import sheets
from microsim.sources.homeoffice import packaged_counts, read_counts, read_recorded
from tests.microsim.conftest import make_zip

HEADER = "Financial_Year,Force_Name,Offence_Description,Offence_Code,Number_of_Offences\n"
SHEET_HEADER = (
    "Financial Year",
    "Financial Quarter",
    "Force Name",
    "Offence Description",
    "Offence Group",
    "Offence Code",
    "Offence Count",
)

Cell = str | float
Sheets = dict[str, list[Sequence[Cell]]]


def counts_csv(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text(header + rows)
    return path


def ods(path: Path, sheets: Sheets) -> Path:
    """The smallest OpenDocument spreadsheet."""

    def cell(value: Cell) -> str:
        if isinstance(value, str):
            text = f"<text:p>{escape(value)}</text:p>"
            return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return make_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
        },
    )


def xlsx(path: Path, sheets: Sheets) -> Path:
    """The smallest Office Open XML workbook."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def cell(value: Cell) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    members: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(f'<row r="{i}">' + "".join(map(cell, row)) + "</row>" for i, row in enumerate(rows, 1))
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return make_zip(path, members)


Writer = Callable[[Path, Sheets], Path]


def row(year: str, force: str, name: str, code: Cell, count: Cell) -> Sequence[Cell]:
    return (year, 1.0, force, name, "some group", code, count)


SHEETS: Sheets = {
    "Contents": [("Police recorded crime",), ("by force",)],
    "2018-19": [SHEET_HEADER, row("2018/19", "Durham", "Bigamy", 26.0, 7.0)],
    "2019-20": [
        ("Open data, 2019/20",),
        SHEET_HEADER,
        row("2019/20", "Durham", "Bigamy", 26.0, 3.0),
        row("2019/20", "Durham", "Corporate manslaughter", 4.1, 1.0),
        row("2019/20", "Durham", "Manslaughter", 4.1, 2.0),
        row("2019/20", "Durham", "Aggravated vehicle taking", 37.2, -1.0),
        row("2019/20", "Devon & Cornwall", "Assault with injury", "8N", 5.0),
        row("2019/20", "British Transport Police", "Bigamy", 26.0, 9.0),
    ],
}


@pytest.mark.parametrize(("write", "name"), [(ods, "counts.ods"), (xlsx, "counts.xlsx")])
class TestSpreadsheets:
    def test_the_latest_year_is_taken(self, tmp_path: Path, write: Writer, name: str) -> None:
        counts = read_counts(write(tmp_path / name, SHEETS))
        assert [tuple(row) for row in counts.itertuples(index=False)] == [
            ("Durham", "26", "Bigamy", 3),
            ("Durham", "4.10", "Corporate manslaughter", 1),
            ("Durham", "4.1", "Manslaughter", 2),
            ("Durham", "37.2", "Aggravated vehicle taking", -1),
            ("Devon and Cornwall", "8N", "Assault with injury", 5),
        ]

    @pytest.mark.parametrize("year", ["2018/19", "2018-19", "2018"])
    def test_a_year_can_be_chosen(self, tmp_path: Path, write: Writer, name: str, year: str) -> None:
        assert read_counts(write(tmp_path / name, SHEETS), year)["count"].tolist() == [7]

    def test_years_that_are_there_are_listed(self, tmp_path: Path, write: Writer, name: str) -> None:
        with pytest.raises(
            DataError, match=r"expected counts of '2001/02', got none; known: '2018/19', '2019/20'"
        ):
            read_counts(write(tmp_path / name, SHEETS), "2001/02")

    def test_a_bad_count_is_named_by_sheet_and_row(self, tmp_path: Path, write: Writer, name: str) -> None:
        sheets: Sheets = {
            "2018-19": [("Title",), SHEET_HEADER, row("2018/19", "Durham", "Bigamy", 26.0, 1.5)]
        }
        with pytest.raises(
            DataError, match=rf"{name}: sheet '2018-19', row 3: expected a whole number .* got '1.5'"
        ):
            read_counts(write(tmp_path / name, sheets))

    def test_no_sheet_with_the_columns(self, tmp_path: Path, write: Writer, name: str) -> None:
        with pytest.raises(
            DataError, match=rf"{name}: expected columns .* got sheets 'Contents' without them"
        ):
            read_counts(write(tmp_path / name, {"Contents": SHEETS["Contents"]}))


def test_a_spreadsheet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.ods: expected a spreadsheet, .ods or .xlsx"):
        read_counts(make_zip(tmp_path / "counts.ods", {"a": "b"}))


def test_fraud_bodies_and_the_railways_are_left_out(tmp_path: Path) -> None:
    rows = (
        "2017/18,Durham,Bigamy,26,3\n2017/18,CIFAS,Fraud,AF,9\n2017/18,British Transport Police,Bigamy,26,1\n"
    )
    expected = pd.DataFrame({"force": ["Durham"], "code": ["26"], "description": ["Bigamy"], "count": [3]})
    assert read_counts(counts_csv(tmp_path, rows)).to_dict("records") == expected.to_dict("records")


def test_negative_counts_are_kept_as_published(tmp_path: Path) -> None:
    assert read_counts(counts_csv(tmp_path, "2017/18,Durham,Bigamy,26,-3\n"))["count"].tolist() == [-3]


def test_packaged_table_has_all_forces() -> None:
    counts = packaged_counts()
    assert counts["force"].nunique() == 43
    assert counts[counts["force"] == "West Yorkshire"]["count"].sum() == 265520


def test_a_count_that_is_no_number_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.csv: row 3: expected a whole number of offences, got '1.5'"):
        read_counts(counts_csv(tmp_path, "2017/18,Durham,Bigamy,26,1\n2017/18,Durham,Bigamy,26,1.5\n"))


def test_missing_column(tmp_path: Path) -> None:
    header = HEADER.replace("Force_Name", "Force_Names")
    with pytest.raises(DataError, match=r"got none called 'force name'; did you mean 'Force_Names'"):
        read_counts(counts_csv(tmp_path, "1,Durham,Bigamy,26,1\n", header))


def test_empty_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.csv: expected columns .* got an empty file"):
        read_counts(counts_csv(tmp_path, "", ""))


def test_header_alone(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.csv: expected rows of recorded offences, got none"):
        read_counts(counts_csv(tmp_path, ""))


def test_no_territorial_force(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"expected offences of a territorial force, got those of \['CIFAS'\]"
    ):
        read_counts(counts_csv(tmp_path, "2017/18,CIFAS,Fraud,CIFAS,9\n"))


@pytest.mark.parametrize("place", ["A999999999", "ZZZZZZ1", "XFD1048576"])
@pytest.mark.parametrize("where", ["xl/worksheets/sheet2.xml", "elsewhere/sheet.bin"])
def test_a_cell_far_away_is_refused_wherever_its_sheet_is_kept(
    tmp_path: Path, place: str, where: str
) -> None:
    path = xlsx(tmp_path / "counts.xlsx", SHEETS)
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    sheet = members.pop("xl/worksheets/sheet2.xml")
    members[where] = sheet.replace(b"<c>", f'<c r="{place}">'.encode(), 1)
    links = "xl/_rels/workbook.xml.rels"
    members[links] = members[links].replace(b"worksheets/sheet2.xml", f"/{where}".encode())
    with pytest.raises(DataError, match=r"counts.xlsx: expected a spreadsheet"):
        read_counts(make_zip(path, members))


def test_shared_strings_that_expand_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MEMORY", 2**29)
    path = xlsx(tmp_path / "counts.xlsx", SHEETS)
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}"><si><t>{"x" * (4 << 20)}</t></si></sst>'
    members["xl/sharedStrings.xml"] = strings.encode()
    links = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    members[links] = members[links].replace(
        b"</Relationships>",
        b'<Relationship Id="r99" Type="%b" Target="sharedStrings.xml"/></Relationships>' % kind,
    )
    cells = '<c t="s"><v>0</v></c>' * 2000
    sheet = f'<worksheet xmlns="{main}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    members["xl/worksheets/sheet1.xml"] = sheet.encode()
    with pytest.raises(DataError, match=r"fits into memory"):
        read_counts(make_zip(path, members))


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "2018/19,Durham,Theft,49,1200\n",
        HEADER + '2018/19,Durham,Theft,49,"1,200"\n',
        HEADER + "2018/19,Durham,Theft,49,1200.0\n",
        (HEADER + "2018/19,Durham,Theft,49,1200\n").replace(",", ";"),
        (HEADER + "2018/19,Durham,Theft,49,1200\n").replace(",", "\t"),
        "Police recorded crime,,,,\n,,,,\n" + HEADER + "2018/19,Durham,Theft,49,1200\n",
    ],
)
def test_the_same_table_in_another_hand(tmp_path: Path, text: str) -> None:
    found = read_counts(counts_csv(tmp_path, text, ""))
    assert found[["force", "code", "count"]].to_numpy().tolist() == [["Durham", "49", 1200]]


@pytest.mark.parametrize("mark", ["-", "..", "[x]"])
def test_a_number_that_is_not_available_is_said(tmp_path: Path, mark: str) -> None:
    rows = f"2018/19,Durham,Theft,49,5\n2018/19,Durham,Robbery,34B,{mark}\n"
    found = read_recorded(counts_csv(tmp_path, rows))
    assert found.counts["count"].tolist() == [5, 0]
    assert "counts.csv: 1 rows without a number of offences: counted as none" in found.notes
