"""Downloads, against a local server that also breaks off, lies about length and refuses."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsim import DataError, load_crimes
from microsim.sources.fetch import DownloadError, Patience, fetch
from microsim.sources.published import archive_md5, fetch_archive, fetch_boundaries, fetch_home_office
from tests.microsim.conftest import crime, make_zip, street_csv
from tests.web import CONTENT, Server, running

QUICK = Patience(tries=3, first_wait=0.0, timeout=2.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def test_a_whole_file(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    path = fetch(server.url, tmp_path / "new" / "file.zip", progress=lambda *now: seen.append(now))
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [found.name for found in path.parent.iterdir()] == ["file.zip"]


def test_a_file_that_is_there_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.zip").write_bytes(b"old")
    assert fetch(server.url, tmp_path / "file.zip").read_bytes() == b"old"
    assert server.requests == []


def test_a_broken_connection_is_resumed_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.faults = ["break", "break"]
    assert fetch(server.url, tmp_path / "file.zip", patience=QUICK).read_bytes() == CONTENT
    half = len(CONTENT) // 2
    assert server.requests == ["", f"bytes={half}-", f"bytes={half + half // 2}-"]


def test_a_later_run_goes_on_with_the_part(server: Server, tmp_path: Path) -> None:
    server.faults = ["break"]
    with pytest.raises(DownloadError, match=r"gave up after 1 tries: .*512000"):
        fetch(server.url, tmp_path / "file.zip", patience=Patience(tries=1))
    assert (tmp_path / "file.zip.part").stat().st_size == len(CONTENT) // 2
    assert fetch(server.url, tmp_path / "file.zip").read_bytes() == CONTENT


def test_a_server_without_ranges_sends_everything_again(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    server.faults = ["break"]
    assert fetch(server.url, tmp_path / "file.zip", patience=QUICK).read_bytes() == CONTENT


def test_a_server_that_promises_too_much(server: Server, tmp_path: Path) -> None:
    server.faults = ["longer"] * 3
    with pytest.raises(DownloadError, match=r"gave up after 3 tries"):
        fetch(server.url, tmp_path / "file.zip", patience=QUICK)
    assert not (tmp_path / "file.zip").exists()


def test_a_server_that_does_not_say_how_long(server: Server, tmp_path: Path) -> None:
    server.faults = ["silent"]
    assert fetch(server.url, tmp_path / "file.zip").read_bytes() == CONTENT


def test_busy_servers_are_asked_again_with_growing_waits(server: Server, tmp_path: Path) -> None:
    server.faults = ["503", "429", "500"]
    waits: list[float] = []
    fetch(server.url, tmp_path / "file.zip", sleep=waits.append)
    assert waits == [1.0, 7.0, 4.0]  # the second is what the server asked for


def test_a_wait_that_is_no_number_is_left_out(server: Server, tmp_path: Path) -> None:
    server.faults = ["408"]
    waits: list[float] = []
    fetch(server.url, tmp_path / "file.zip", sleep=waits.append)
    assert waits == [1.0]


@pytest.mark.parametrize("length", ["\u00b2", "x", "-1", "1e9", "9" * 5000])
def test_a_length_that_is_no_number_is_left_out(server: Server, tmp_path: Path, length: str) -> None:
    server.faults = [f"length {length}"]
    assert fetch(server.url, tmp_path / "file.zip", patience=QUICK).read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["silent", ""])
def test_more_than_any_file_has_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr("microsim.sources.fetch.MOST_BYTES", 1000)
    server.faults = [fault]
    with pytest.raises(DownloadError, match="at most 1,000 bytes"):
        fetch(server.url, tmp_path / "file.zip", patience=QUICK)


@pytest.mark.parametrize(
    "address", ["nowhere", "http://127.0.0.1:port/", "http://127.0.0.1:1/\u00fc", "http://[x/"]
)
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    with pytest.raises(DownloadError):
        fetch(address, tmp_path / "file.zip", patience=QUICK, sleep=lambda _: None)


def test_not_found_is_final(server: Server, tmp_path: Path) -> None:
    server.faults = ["404"]
    with pytest.raises(DownloadError, match=r"file.zip: the server answered 404 Not Found"):
        fetch(server.url, tmp_path / "file.zip")
    assert len(server.requests) == 1


def test_a_file_that_changed_meanwhile_is_begun_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.zip.part").write_bytes(CONTENT + b"more")
    server.faults = ["416"]
    assert fetch(server.url, tmp_path / "file.zip", patience=QUICK).read_bytes() == CONTENT


def test_a_place_that_cannot_be_written_to_is_final(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match=r"cannot write .*file.zip.part: .*(exists|directory)"):
        fetch(server.url, tmp_path / "file" / "file.zip")
    assert server.requests == []


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"gave up after 3 tries: .*refused"):
        fetch("http://127.0.0.1:9/file.zip", tmp_path / "file.zip", patience=QUICK)


@pytest.mark.parametrize("name", ["sha256", "md5"])
def test_checksums(server: Server, tmp_path: Path, name: str) -> None:
    right = hashlib.new(name, CONTENT).hexdigest().upper()
    assert fetch(server.url, tmp_path / "right.zip", **{name: right}).exists()
    with pytest.raises(DownloadError, match=rf"expected {name} 0000, got {right.lower()}"):
        fetch(server.url, tmp_path / "wrong.zip", **{name: "0000"})
    assert [path.name for path in tmp_path.iterdir()] == ["right.zip"]


MD5 = hashlib.md5(CONTENT).hexdigest()
OTHER = "0" * 32
S3 = {"Server": "AmazonS3"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-MD5": base64.b64encode(bytes.fromhex(MD5)).decode()},
        {"Content-MD5": "no sum"},
        S3 | {"ETag": f'"{MD5}"'},
        S3 | {"ETag": f'"{OTHER}-180"'},  # uploaded in parts
        S3 | {"ETag": f'"{OTHER}"', "x-amz-server-side-encryption": "aws:kms"},
        {"ETag": f'"{OTHER}"'},
    ],
)
def test_a_checksum_in_the_answer_that_is_right_or_none(
    server: Server, tmp_path: Path, headers: dict[str, str]
) -> None:
    server.headers = headers
    server.faults = ["break"]
    assert fetch(server.url, tmp_path / "file.zip", patience=QUICK).read_bytes() == CONTENT


@pytest.mark.parametrize("headers", [{"Content-MD5": "A" * 22 + "=="}, S3 | {"ETag": f'"{OTHER}"'}])
def test_a_checksum_in_the_answer_that_is_wrong(
    server: Server, tmp_path: Path, headers: dict[str, str]
) -> None:
    server.headers = headers
    with pytest.raises(DownloadError, match=f"expected md5 {OTHER}, got {MD5}"):
        fetch(server.url, tmp_path / "file.zip")
    assert list(tmp_path.iterdir()) == []


PAGE = """
<a href="/data/archive/latest.zip">latest</a>
<li><a href="/data/archive/2018-08.zip">August 2018</a> <span>1.5 GB</span>
<code>{other}</code></li>
<li><a href="/data/archive/2018-07.zip">2018-07.zip</a> <span>1.5 GB</span>
<code>{sum}</code></li>
<li><a href="/data/archive/2018-06.zip">June 2018</a></li>
"""
"""The parts of the page that lists the archives which matter: links, each followed by its sum."""


def test_the_checksum_of_the_archives_page_is_verified(server: Server, tmp_path: Path) -> None:
    server.content = archive_of(tmp_path, "durham")
    url = server.url.replace("file", "{month}")
    server.page = PAGE.format(other=OTHER, sum=hashlib.md5(server.content).hexdigest())
    [kept] = fetch_archive("2018-07", ["Durham"], tmp_path / "data", url=url)
    assert kept.exists()
    server.page = PAGE.format(other=MD5, sum=OTHER)
    with pytest.raises(DownloadError, match=rf"archive-2018-07.zip.part: expected md5 {OTHER}, got "):
        fetch_archive("2018-07", ["Durham"], tmp_path / "more", url=url)
    assert list((tmp_path / "more").iterdir()) == []


@pytest.mark.parametrize("page", ["", PAGE])
def test_an_archive_without_a_checksum_is_said_to_have_none(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    server.page = page.format(other=OTHER, sum=OTHER)
    assert archive_md5("2018-06", url=server.url) is None
    assert "no checksum of archive 2018-06: http://127" in caplog.text


def archive_of(tmp_path: Path, *slugs: str) -> bytes:
    members: dict[str, str | bytes] = {
        f"2018-07/2018-07-{slug}-{kind}.csv": street_csv([crime()])
        for slug in slugs
        for kind in ("street", "outcomes")
    }
    return make_zip(tmp_path / "whole.zip", members).read_bytes()


def test_only_the_wanted_members_of_an_archive_are_kept(server: Server, tmp_path: Path, lookup: Path) -> None:
    server.content = archive_of(tmp_path, "west-yorkshire", "durham", "kent")
    url = server.url + "?{month}"
    folder = tmp_path / "data"
    [kept] = fetch_archive("2018-07", ["West Yorkshire"], folder, url=url)
    assert [path.name for path in folder.iterdir()] == ["west-yorkshire-to-2018-07.zip"]
    assert load_crimes(kept, "West Yorkshire", lookup).report.rows == 1
    before = kept.read_bytes()
    fetch_archive("2018-07", ["west-yorkshire"], folder, url=url)
    assert len(server.requests) == 1
    kept.unlink()
    assert fetch_archive("2018-07", ["West Yorkshire"], folder, url=url, keep_archive=True) == [kept]
    assert kept.read_bytes() == before
    assert (folder / "archive-2018-07.zip").read_bytes() == server.content


def test_an_archive_without_the_force(server: Server, tmp_path: Path) -> None:
    server.content = archive_of(tmp_path, "kent")
    with pytest.raises(DataError, match=r"expected files of 'durham', got none; known: 'kent'"):
        fetch_archive("2018-07", ["Durham"], tmp_path, url=server.url)


def test_an_archive_with_a_huge_member(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.content = archive_of(tmp_path, "durham")
    monkeypatch.setattr("microsim.street.archive.MAX_MEMBER_BYTES", 100)
    with pytest.raises(DataError, match=r"durham-street.csv: expected at most 100 bytes, got \d+"):
        fetch_archive("2018-07", ["Durham"], tmp_path / "data", url=server.url)


def test_an_archive_that_is_none(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a zip file, got a damaged or other one"):
        fetch_archive("2018-07", ["Durham"], tmp_path, url=server.url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("month", ["2018", "2018-13", "2018-7", "July"])
def test_months_that_are_none(tmp_path: Path, month: str) -> None:
    with pytest.raises(DataError, match=rf"expected a month as YYYY-MM, got '{month}'"):
        fetch_archive(month, ["Durham"], tmp_path)


def test_boundaries_and_counts(server: Server, tmp_path: Path) -> None:
    assert fetch_boundaries(tmp_path, url=server.url).read_bytes() == CONTENT
    assert fetch_home_office(tmp_path, url=server.url).name == "recorded-offences.ods"
