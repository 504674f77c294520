"""Archives: the right files are found, and damaged or hostile ones are refused."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from microsim import DataError
from microsim.reference.forces import find_force
from microsim.street import archive
from microsim.street.archive import choose_files, find_street_files, list_street_files
from microsim.street.rows import read_rows
from tests.microsim.conftest import crime, make_zip, street_csv, write_month

WEST_YORKSHIRE = find_force("West Yorkshire")
NAME = "2018-07/2018-07-west-yorkshire-street.csv"


def test_folder_and_zip_give_the_same_bytes(tmp_path: Path) -> None:
    text = street_csv([crime()])
    write_month(tmp_path / "folder", text)
    zipped = make_zip(
        tmp_path / "archive.zip", {NAME: text, "2018-07/2018-07-west-yorkshire-outcomes.csv": "x"}
    )
    for source in (tmp_path / "folder", zipped):
        [file] = find_street_files(source, WEST_YORKSHIRE)
        assert (file.name, file.month, file.read()) == (NAME, "2018-07", text.encode())


def test_months_come_in_order_and_other_forces_are_left_out(tmp_path: Path) -> None:
    for month in ("2018-12", "2018-02"):
        write_month(tmp_path, "x", month)
    write_month(tmp_path, "x", "2018-03", "durham")
    assert [file.month for file in find_street_files(tmp_path, WEST_YORKSHIRE)] == ["2018-02", "2018-12"]


def test_no_file_of_the_force_lists_near_matches(tmp_path: Path) -> None:
    write_month(tmp_path, "x", slug="south-yorkshire")
    with pytest.raises(
        DataError, match=r"west-yorkshire-street.csv, got none; did you mean 'south-yorkshire'?"
    ):
        find_street_files(tmp_path, WEST_YORKSHIRE)


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no such path"):
        find_street_files(tmp_path / "nowhere", WEST_YORKSHIRE)


def test_month_in_the_wrong_folder(tmp_path: Path) -> None:
    make_zip(tmp_path / "a.zip", {"2018-06/2018-07-west-yorkshire-street.csv": "x"})
    with pytest.raises(DataError, match=r"expected a file of 2018-06, got one of 2018-07"):
        find_street_files(tmp_path / "a.zip", WEST_YORKSHIRE)


def test_of_a_month_supplied_twice_the_later_archive_counts(tmp_path: Path) -> None:
    august = NAME.replace("07", "08")
    newer = make_zip(tmp_path / "a.zip", {NAME: "new", august: "new"})
    older = make_zip(tmp_path / "b.zip", {NAME: "old", NAME.replace("07", "06"): "old"})
    for paths in ([newer, older], [older, newer]):
        files, [note] = choose_files(list_street_files(paths), WEST_YORKSHIRE, paths)
        assert [(file.month, file.read()) for file in files] == [
            ("2018-06", b"old"),
            ("2018-07", b"new"),
            ("2018-08", b"new"),
        ]
        assert "1 month supplied twice (2018-07)" in note


def test_of_archives_of_one_age_the_last_one_counts(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"one/{NAME}": "1", f"two/{NAME}": "2"})
    [file], [note] = choose_files(list_street_files(path), WEST_YORKSHIRE, path)
    assert file.read() == b"2"
    assert "two" in note


def test_not_a_zip(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("hello")
    with pytest.raises(DataError, match=r"a.zip: expected a zip file"):
        find_street_files(tmp_path / "a.zip", WEST_YORKSHIRE)


def test_truncated_zip(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {NAME: street_csv([crime()] * 50)})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match=r"a.zip: expected a zip file"):
        find_street_files(path, WEST_YORKSHIRE)


def test_damaged_member(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {NAME: street_csv([crime(id=str(i)) for i in range(500)])})
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)
    [file] = find_street_files(path, WEST_YORKSHIRE)
    with pytest.raises(DataError, match=f"a.zip: {NAME}: expected a whole member"):
        file.read()


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.csv", "a/../../b.csv", "C:\\x.csv", "..\\b.csv"])
def test_path_tricks_are_refused(tmp_path: Path, name: str) -> None:
    make_zip(tmp_path / "a.zip", {name: "x", NAME: "x"})
    with pytest.raises(DataError, match=r"expected member names inside the archive"):
        find_street_files(tmp_path / "a.zip", WEST_YORKSHIRE)


def test_huge_member_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 1000)
    path = make_zip(tmp_path / "a.zip", {NAME: "x" * 1001})
    [file] = find_street_files(path, WEST_YORKSHIRE)
    with pytest.raises(DataError, match=r"expected at most 1000 bytes, got 1001"):
        file.read()


def test_encrypted_member(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {NAME: "x"})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1  # the flag that says: encrypted
    path.write_bytes(content)
    [file] = find_street_files(path, WEST_YORKSHIRE)
    with pytest.raises(DataError, match=r"expected a whole member, got a damaged one"):
        file.read()


def test_zip_is_not_held_open(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {NAME: "x"})
    [file] = find_street_files(path, WEST_YORKSHIRE)
    with zipfile.ZipFile(path, "a") as target:
        target.writestr("later.txt", "y")
    assert file.read() == b"x"


def test_pipes_and_devices_in_a_folder_are_refused(tmp_path: Path) -> None:
    for name, make in (("pipe", os.mkfifo), ("zero", lambda path: path.symlink_to("/dev/zero"))):
        folder = tmp_path / name / "2018-07"
        folder.mkdir(parents=True)
        make(folder / "2018-07-durham-street.csv")
        (file,) = find_street_files(tmp_path / name, find_force("durham"))
        with pytest.raises(DataError, match="not an ordinary file"):
            file.read()


def test_a_member_that_is_packed_far_better_than_any_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"2018-07/2018-07-durham-street.csv": bytes(5 << 20)})
    with pytest.raises(DataError, match="packed to a 60th at most"):
        find_street_files(path, find_force("durham"))[0].read()


def test_more_rows_than_any_force_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for month in ("2018-07", "2018-08", "2018-09"):
        write_month(tmp_path, street_csv([crime(month=month)] * 3), month, "durham")
    monkeypatch.setattr("microsim.street.rows.MOST_ROWS", 2)
    monkeypatch.setattr("microsim.street.rows.READERS", 1)
    with pytest.raises(DataError, match="at most 2 rows in all files"):
        read_rows(find_street_files(tmp_path, find_force("durham")), ["2018-07", "2018-08", "2018-09"])


def test_names_in_capitals_and_a_file_alone(tmp_path: Path) -> None:
    zipped = make_zip(tmp_path / "a.zip", {"2018-07/2018-07-Durham-Street.CSV": "x"})
    alone = tmp_path / "2018-07-durham-street.csv"
    alone.write_text("x")
    for source in (zipped, alone):
        [file] = find_street_files(source, find_force("Durham"))
        assert (file.month, file.slug, file.read()) == ("2018-07", "durham", b"x")


def test_what_is_packed_within_is_named(tmp_path: Path) -> None:
    name = "2018-07/2018-07-durham-street.csv.gz"
    (tmp_path / "folder").mkdir()
    make_zip(tmp_path / "folder" / "a.zip", {name: "x"})
    for source in (tmp_path / "folder", tmp_path / "folder" / "a.zip"):
        with pytest.raises(
            DataError, match=r"got none; '.+' is not looked into: unpack it, or give it alone"
        ):
            find_street_files(source, find_force("Durham"))


def test_zips_in_a_zip_or_in_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    months = {f"2018-0{month}/2018-0{month}-durham-street.csv": f"{month}" for month in (7, 8)}
    inner = [
        make_zip(tmp_path / "folder" / f"{i}.zip", {name: text})
        for i, (name, text) in enumerate(months.items())
    ]
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as whole:
        for one in inner:
            whole.write(one, f"archive/{one.name}")
    for source in (outer, tmp_path / "folder"):
        files = find_street_files(source, find_force("Durham"))
        assert [(file.month, file.read(), file.sum()[0]) for file in files] == [
            ("2018-07", b"7", "1"), ("2018-08", b"8", "1")
        ]  # fmt: skip


def test_a_zip_in_a_zip_is_held_to_the_same_limits(tmp_path: Path) -> None:
    bomb = make_zip(
        tmp_path / "bomb.zip", {"2018-07/2018-07-durham-street.csv": "0" * (archive.PLAIN_BYTES + 1)}
    )
    outside = make_zip(tmp_path / "outside.zip", {"../2018-07-durham-street.csv": "x"})
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(b"no zip")
    for inner, message in (
        (bomb, "packed to a 60th"),
        (outside, "inside the archive"),
        (damaged, "a zip file"),
    ):
        outer = tmp_path / f"outer-{inner.name}"
        with zipfile.ZipFile(outer, "w") as whole:
            whole.write(inner, "inner.zip")
        with pytest.raises(DataError, match=f"outer-{inner.name}: inner.zip.*{message}"):
            find_street_files(outer, find_force("Durham"))[0].read()


def test_backslashes_in_a_zip_are_folders(tmp_path: Path) -> None:
    [file] = find_street_files(
        make_zip(tmp_path / "a.zip", {"2018-07\\2018-07-durham-street.csv": "x"}), find_force("Durham")
    )
    assert (file.month, file.read()) == ("2018-07", b"x")
