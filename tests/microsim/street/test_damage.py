"""Whatever happens to a file, the answer is a table or one `DataError`, never another exception."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsim import DataError, MicrosimError
from microsim.model.canned import read_canned
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.reference.forces import find_force
from microsim.reference.geography import read_geography
from microsim.sources.homeoffice import read_counts
from microsim.storage.packaged_data import data_dir
from microsim.street.archive import StreetFile, find_street_files
from microsim.street.street_file import read_street
from tests.microsim.conftest import LOOKUP, crime, street_csv

TEXT = street_csv([crime(id=str(number), Location='a "quoted", place') for number in range(5)]).encode()


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("2018-07/2018-07-west-yorkshire-street.csv", TEXT)
    return content.getvalue()


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with some bytes replaced, removed, doubled or cut off."""
    result = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(result) - 1, 0)))
        match draw(st.sampled_from(["replace", "remove", "double", "cut"])):
            case "replace":
                result[place : place + 1] = draw(st.binary(min_size=1, max_size=3))
            case "remove":
                del result[place : place + draw(st.integers(1, 40))]
            case "double":
                result[place:place] = result[place : place + draw(st.integers(1, 40))]
            case "cut":
                del result[place:]
    return bytes(result)


def sentence(read: Callable[[], object]) -> str:
    """The message of the `MicrosimError` that reading ends in, empty where it succeeds."""
    try:
        read()
    except MicrosimError as error:
        return str(error)
    return ""


def read(file: StreetFile) -> None:
    assert "\n" not in sentence(lambda: read_street(file)).strip()


@settings(max_examples=300)
@given(damaged(TEXT))
def test_damaged_text(content: bytes) -> None:
    read(StreetFile("july.csv", "2018-07", "west-yorkshire", lambda: content))


TABLES: dict[str, tuple[Callable[[Path], object], bytes]] = {
    "offences.csv": (read_offences, (data_dir() / "offences.csv").read_bytes()[:3000]),
    "rhythm.csv": (lambda path: read_rhythm(read_offences(), path), (data_dir() / "rhythm.csv").read_bytes()),
    "lookup.csv": (read_geography, LOOKUP.encode()),
    "lookup.csv.gz": (read_geography, gzip.compress(LOOKUP.encode(), mtime=0)),
    "counts.csv": (
        read_counts,
        b"Financial_Year,Force_Name,Offence_Description,Offence_Code,Number_of_Offences\n2017/18,Durham,Bigamy,26,3\n",
    ),
    "crimes.csv": (
        read_canned,
        b"id,MSOA,crime_category,code,description,time,suspect,severity\n"
        b"1,E02000001,burglary,29,Burglary,2018-07-01 13:45:00,True,2288.7\n",
    ),
}


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=100)
@given(data=st.data())
def test_damaged_tables(name: str, data: st.DataObject) -> None:
    reader, whole = TABLES[name]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data.draw(damaged(whole)))
        assert "\n" not in sentence(lambda: reader(path)).strip()


def test_a_field_of_enormous_length(tmp_path: Path) -> None:
    path = tmp_path / "offences.csv"
    path.write_text("code,description\n" + "x" * 200_000)
    with pytest.raises(DataError, match=r"offences.csv: expected comma-separated values \(field larger than"):
        read_offences(path)


@settings(max_examples=200)
@given(damaged(zipped()))
def test_damaged_zip(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(content)
        try:
            files = find_street_files(path, find_force("West Yorkshire"))
        except DataError:
            return
        for file in files:
            read(file)


@pytest.mark.parametrize(
    "content",
    [
        b"\n",
        b"\n\n\n",
        b"   ",
        b"\xef\xbb\xbf",
        b"\x00" * 100,
        TEXT.replace(b"Longitude", b"Month"),
        TEXT.replace(b"Month", b"Longitude", 1),
        TEXT + b'"unclosed',
        TEXT.decode().encode("utf-16")[:-1],
        TEXT.decode().encode("utf-32")[:-1],
        b"sep=;\n",
    ],
)
def test_files_of_other_kinds(content: bytes) -> None:
    with pytest.raises(DataError, match=r"^july.csv: "):
        read_street(StreetFile("july.csv", "2018-07", "west-yorkshire", lambda: content))
