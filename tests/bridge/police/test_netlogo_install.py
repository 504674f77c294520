"""NetLogo's installation, from archives made for the purpose and a server on this computer."""

import errno
import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.errors import EngineUnavailable, ScenarioError
from bridge.police.netlogo_install import CHECKSUMS, install
from tests import web
from tests.bridge.cli.test_cli import crims

NAMES = ("NetLogo-6.4.0-64/lib/app/netlogo-6.4.0.jar", "NetLogo-6.4.0-64/extensions/py/py.jar")


def archive(path: Path, names: tuple[str, ...] = NAMES, link: str = "") -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"jar\n"))
        if link:
            entry = tarfile.TarInfo("NetLogo-6.4.0-64/link")
            entry.type, entry.linkname = tarfile.SYMTYPE, link
            tar.addfile(entry)
    return path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[web.Server]:
    """A web server that offers the archive."""
    with web.running() as running:
        running.content = archive(tmp_path / "source.tgz").read_bytes()
        yield running


def test_a_local_archive_is_installed(tmp_path: Path) -> None:
    source = archive(tmp_path / "n.tgz")
    found = install(tmp_path / "to", source=str(source))
    assert found.installation.home == tmp_path / "to" / "NetLogo 6.4.0"
    assert found.installation.extensions == found.installation.home / "extensions"
    assert (found.sha256, found.verified) == (hashlib.sha256(source.read_bytes()).hexdigest(), False)
    assert source.exists()


@pytest.mark.parametrize("fault", ["break", "503"])
def test_a_broken_download_is_gone_on_with(tmp_path: Path, server: web.Server, fault: str) -> None:
    server.faults = [fault]
    told: list[tuple[int, int | None]] = []
    size = len(server.content)
    found = install(
        tmp_path / "to",
        source=server.url,
        sha256=hashlib.sha256(server.content).hexdigest().upper(),
        progress=lambda done, all_: told.append((done, all_)),
    )
    assert found.verified
    assert server.requests == ["", f"bytes={size // 2}-" if fault == "break" else ""]
    assert told[-1] == (size, size)
    assert [one.name for one in (tmp_path / "to").iterdir()] == ["NetLogo 6.4.0"]


def test_a_killed_download_is_gone_on_with_later(tmp_path: Path, server: web.Server) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "file.zip.part").write_bytes(server.content[:100])
    install(tmp_path / "to", source=server.url)
    assert server.requests == ["bytes=100-"]


def test_an_address_without_the_archive_installs_nothing(tmp_path: Path, server: web.Server) -> None:
    server.faults = ["404"]
    with pytest.raises(EngineUnavailable, match="404"):
        install(tmp_path / "to", source=server.url)
    assert server.requests == [""]  # asked once: it will not come by asking again
    assert not list((tmp_path / "to").iterdir())


def test_a_wrong_checksum_installs_nothing(tmp_path: Path, server: web.Server) -> None:
    for source in (server.url, str(archive(tmp_path / "n.tgz"))):
        with pytest.raises(EngineUnavailable, match=r"(?i)sha-?256"):
            install(tmp_path / "to", source=source, sha256="0" * 64)
        assert not list((tmp_path / "to").iterdir())


def test_a_known_archive_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = archive(tmp_path / "n.tgz")
    monkeypatch.setitem(CHECKSUMS, "6.4.0", hashlib.sha256(source.read_bytes()).hexdigest())
    assert install(tmp_path / "to", source=str(source)).verified


@pytest.mark.parametrize(
    ("names", "link", "words"),
    [
        (("../outside.jar", *NAMES), "", "unsafe"),
        (NAMES, "/etc/passwd", "unsafe"),
        (NAMES, "../../outside", "unsafe"),
        (("other/readme.txt",), "", "no netlogo-<version>.jar"),
    ],
)
def test_unsafe_and_other_archives_install_nothing(
    tmp_path: Path, names: tuple[str, ...], link: str, words: str
) -> None:
    source = archive(tmp_path / "n.tgz", names, link)
    with pytest.raises(EngineUnavailable, match=words):
        install(tmp_path / "to", source=str(source))
    assert not list((tmp_path / "to").iterdir())
    assert not (tmp_path / "outside.jar").exists()


def test_a_damaged_archive_installs_nothing(tmp_path: Path) -> None:
    source = archive(tmp_path / "n.tgz")
    source.write_bytes(source.read_bytes()[:60])
    with pytest.raises(EngineUnavailable, match="damaged"):
        install(tmp_path / "to", source=str(source))
    assert not list((tmp_path / "to").iterdir())


def test_an_installation_is_never_overwritten(tmp_path: Path) -> None:
    source = str(archive(tmp_path / "n.tgz"))
    install(tmp_path / "to", source=source)
    with pytest.raises(ScenarioError, match="is there already"):
        install(tmp_path / "to", source=source)


@pytest.mark.parametrize("source", ["nowhere.tgz", "ftp://example.org/n.tgz"])
def test_sources_that_cannot_be_meant(tmp_path: Path, source: str) -> None:
    with pytest.raises(ScenarioError, match="expected"):
        install(tmp_path / "to", source=source)


@pytest.mark.parametrize("version", ["../6.4.0", "6", "6.1.1", "latest"])
def test_versions_that_cannot_be_meant(tmp_path: Path, version: str) -> None:
    with pytest.raises(ScenarioError, match="version"):
        install(tmp_path / "to", version=version)
    assert not (tmp_path / "to").exists()


def test_a_mistyped_checksum_is_told_before_the_download(tmp_path: Path, server: web.Server) -> None:
    with pytest.raises(ScenarioError, match="64 hexadecimal digits"):
        install(tmp_path / "to", source=server.url, sha256="8647223")
    assert not server.requests


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineUnavailable, match=r"cannot write .*choose another --to"):
        install(tmp_path / "file" / "to", source=str(archive(tmp_path / "n.tgz")))


def test_a_full_disk_is_not_called_a_damaged_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = archive(tmp_path / "n.tgz")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile, "copyfileobj", full)
    with pytest.raises(EngineUnavailable, match=r"cannot write .* No space left on device"):
        install(tmp_path / "to", source=str(source))
    assert not list((tmp_path / "to").iterdir())


def test_the_command_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, to = archive(tmp_path / "n.tgz"), tmp_path / "to"
    assert crims(monkeypatch, "netlogo", "install", "--from", source, "--to", to, "--no-check") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"NetLogo 6.4.0 in {to / 'NetLogo 6.4.0'}",
        f"SHA-256 {hashlib.sha256(source.read_bytes()).hexdigest()} (not compared; give it with --sha256 to"
        " have it compared)",
        f"to use it: export NETLOGO_HOME='{to / 'NetLogo 6.4.0'}'",
    ]


def test_a_netlogo_that_does_not_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, to = archive(tmp_path / "n.tgz"), tmp_path / "to"  # its jar is none
    assert crims(monkeypatch, "netlogo", "install", "--from", source, "--to", to) == 6
    error = capsys.readouterr().err
    assert "but does not start: " in error
    assert "Traceback" not in error
