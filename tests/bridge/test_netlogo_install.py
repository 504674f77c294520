"""NetLogo's installation, from archives made for the purpose and a server on this computer."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from bridge.errors import EngineUnavailable, ScenarioError
from bridge.netlogo_install import install

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


class Handler(BaseHTTPRequestHandler):
    """Sends one file, from where it is asked to; breaks off the first answer in the middle."""

    content = b""
    asked: ClassVar[list[str | None]]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        first = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        rest = self.content[first:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{len(self.content) - 1}/{len(self.content)}")
        self.end_headers()
        self.wfile.write(rest[: len(rest) // 2] if len(self.asked) == 1 else rest)

    def log_message(self, *_: object) -> None:
        """Nothing is shown."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, type[Handler]]]:
    """An address that offers the archive, and the handler that counts."""

    class Mine(Handler):
        content = archive(tmp_path / "source.tgz").read_bytes()
        asked: ClassVar[list[str | None]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Mine) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/NetLogo-6.4.0-64.tgz", Mine
        running.shutdown()
        thread.join()


def test_a_local_archive_is_installed(tmp_path: Path) -> None:
    source = archive(tmp_path / "n.tgz")
    found = install(tmp_path / "to", source=str(source))
    assert found.installation.home == tmp_path / "to" / "NetLogo 6.4.0"
    assert found.installation.extensions == found.installation.home / "extensions"
    assert (found.sha256, found.verified) == (hashlib.sha256(source.read_bytes()).hexdigest(), False)
    assert source.exists()


def test_a_broken_download_is_gone_on_with(tmp_path: Path, server: tuple[str, type[Handler]]) -> None:
    address, handler = server
    told: list[tuple[int, int | None]] = []
    checksum = hashlib.sha256(handler.content).hexdigest()
    found = install(
        tmp_path / "to",
        source=address,
        sha256=checksum,
        progress=lambda done, all_: told.append((done, all_)),
    )
    assert found.verified
    assert handler.asked == [None, f"bytes={len(handler.content) // 2}-"]
    assert told[-1] == (len(handler.content), len(handler.content))
    assert [one.name for one in (tmp_path / "to").iterdir()] == ["NetLogo 6.4.0"]


def test_a_wrong_checksum_installs_nothing(tmp_path: Path, server: tuple[str, type[Handler]]) -> None:
    for source in (server[0], str(archive(tmp_path / "n.tgz"))):
        with pytest.raises(EngineUnavailable, match=r"(?i)sha-?256"):
            install(tmp_path / "to", source=source, sha256="0" * 64)
        assert not list((tmp_path / "to").iterdir())


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


def test_a_version_cannot_lead_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="version"):
        install(tmp_path / "to", version="../6.4.0")
