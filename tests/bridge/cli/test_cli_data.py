import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsim.storage.encryption import KEY_NAME
from tests.bridge.cli.test_cli import crims
from tests.microsim.conftest import crime, make_zip, street_csv
from tests.web import CONTENT, Server, running


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder without a key in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(KEY_NAME, raising=False)
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def archive(path: Path, *slugs: str) -> bytes:
    members: dict[str, str | bytes] = {
        f"2018-07/2018-07-{slug}-street.csv": street_csv([crime(), crime(type="Nonsense", lsoa="")])
        for slug in slugs
    }
    content = make_zip(path / "made.zip", members).read_bytes()
    (path / "made.zip").unlink()
    return content


def test_fetch_keeps_the_files_of_the_forces(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.content = archive(folder, "west-yorkshire", "durham", "kent")
    server.faults = ["break"]
    url = server.url + "?{month}"
    options = ("--archive", "2018-07", "--force", "west yorkshire", "--force", "Durham", "--url", url)
    assert crims(monkeypatch, "data", "fetch", *options, "--to", "got") == 0
    names = sorted(one.name for one in (folder / "got").iterdir())
    assert names == ["durham-to-2018-07.zip", "west-yorkshire-to-2018-07.zip"]
    assert len(server.requests) == 2  # it went on where it had broken off
    said = capsys.readouterr().out
    assert "fetching archive 2018-07" in said
    assert "durham-to-2018-07.zip  use it with --data" in said
    assert crims(monkeypatch, "data", "info", "got/west-yorkshire-to-2018-07.zip") == 0
    said = capsys.readouterr().out
    assert "West Yorkshire  2018-07       1     2     1" in said
    assert "1 rows with a category that is none of the 14: dropped ('Nonsense')" in said


@pytest.mark.parametrize(
    ("option", "name"),
    [("--boundaries", "msoa-2011.zip"), ("--home-office", "recorded-offences.ods")],
)
def test_fetch_other_tables(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, option: str, name: str
) -> None:
    assert crims(monkeypatch, "data", "fetch", option, "--url", server.url) == 0
    assert (folder / "downloads" / name).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        ([], 2, "expected something to fetch"),
        (["--archive", "2018-07"], 2, "--archive and --force together"),
        (["--archive", "2018-07", "--force", "Durhm"], 2, "did you mean 'Durham'"),
        (["--archive", "2018-13", "--force", "Durham"], 4, "expected a month as YYYY-MM, got '2018-13'"),
        (["--boundaries", "--home-office", "--url", "http://x"], 2, "expected one thing to fetch"),
        (["--boundaries", "--url", "file:///etc/hosts"], 2, "to begin with https://"),
        (["--boundaries", "--md5", "0"], 2, "are for an --archive"),
    ],
)
def test_wrong_wishes(
    arguments: list[str],
    code: int,
    text: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert crims(monkeypatch, "data", "fetch", *arguments) == code
    assert text in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_server_that_refuses(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults = ["404"]
    assert crims(monkeypatch, "data", "fetch", "--boundaries", "--url", server.url) == 4
    assert "the server answered 404 Not Found" in capsys.readouterr().err


def test_info_on_real_data(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, line in (
        ("city-of-london-2018-04-to-2020-03.zip", "City of London  2018-04 to 2020-03      24  18,755"),
        ("durham-2018-10-to-2019-02.zip", "Durham  2018-10 to 2019-02       5  31,795"),
    ):
        assert crims(monkeypatch, "data", "info", shared_data / "police-uk" / name) == 0
        said = capsys.readouterr().out
        assert line in said
        assert "rows without an LSOA: kept, shared among the areas" in said


def test_info_names_months_without_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in ("2018-05", "2018-07", "2018-10"):
        path = folder / f"{month}-kent-street.csv"
        path.write_text(street_csv([crime(month=month)]))
    assert crims(monkeypatch, "data", "info", ".") == 0
    assert "months without a file: 2018-06, 2018-08 to 2018-09" in capsys.readouterr().out


def test_a_quick_look_at_the_sample(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert crims(monkeypatch, "data", "info", "--quick") == 0
    said = capsys.readouterr().out
    assert "West Yorkshire  2016-07 to 2018-07       3" in said
    assert "months without a file: 2016-08 to 2017-06" in said
    assert "kept" not in said
    assert crims(monkeypatch, "data", "info", "--quick", "--home-office", "table.csv") == 2
    assert "expected --quick or --home-office" in capsys.readouterr().err


def test_a_key_a_copy_and_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "table.csv").write_text("secret\n")
    assert crims(monkeypatch, "data", "new-key") == 0
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    key = (folder / ".env").read_text().partition("=")[2].strip()
    assert crims(monkeypatch, "data", "encrypt", "table.csv") == 0
    assert b"secret" not in (folder / "table.csv.enc").read_bytes()
    assert crims(monkeypatch, "data", "decrypt", "table.csv.enc", "--out", "again.csv") == 0
    assert (folder / "again.csv").read_text() == "secret\n"
    assert stat.S_IMODE((folder / "again.csv").stat().st_mode) == 0o600
    assert crims(monkeypatch, "data", "new-key") == 4  # a second one would lose the first
    said = capsys.readouterr()
    assert key not in said.out + said.err
    assert "this one exists and is left as it is" in said.err


def test_three_different_errors_without_the_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "table.csv").write_text("secret\n")
    assert crims(monkeypatch, "data", "encrypt", "table.csv") == 4
    assert "expected a key in CRIMS_ENCRYPTION_KEY" in capsys.readouterr().err
    crims(monkeypatch, "data", "new-key")
    crims(monkeypatch, "data", "encrypt", "table.csv")
    whole = (folder / "table.csv.enc").read_bytes()
    (folder / "table.csv.enc").write_bytes(whole[:-20])
    assert crims(monkeypatch, "data", "decrypt", "table.csv.enc", "--out", "x") == 4
    assert "got a damaged file" in capsys.readouterr().err
    (folder / "table.csv.enc").write_bytes(whole)
    first = (folder / ".env").read_text()
    (folder / ".env").unlink()
    crims(monkeypatch, "data", "new-key")
    assert crims(monkeypatch, "data", "decrypt", "table.csv.enc", "--out", "x") == 4
    said = capsys.readouterr()
    assert "expected the key this file was encrypted with" in said.err
    for text in (first, (folder / ".env").read_text()):
        assert text.partition("=")[2].strip() not in said.out + said.err
