"""Downloading roads, from a server on this machine that answers as Overpass does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.geography.shipped import msoas
from planning.roads.fetch import fetch_roads
from planning.roads.readers import read_roads
from tests.planning.roads.conftest import overpass

osmnx = pytest.importorskip("osmnx")

STATUS = "Connected as: 1\nCurrent time: 2026-01-01T00:00:00Z\nRate limit: 2\n\n2 slots available now.\n"


class Overpass(ThreadingHTTPServer):
    """Answers every query with a grid of streets, or with what it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = json.dumps(overpass())
        self.code = 200
        self.queries: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api"


class Handler(BaseHTTPRequestHandler):
    server: Overpass

    def do_GET(self) -> None:
        assert self.path == "/api/status"
        self.send(200, STATUS, "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.queries.append(parse_qs(body)["data"][0])
        self.send(self.server.code, self.server.answer, "application/json")

    def send(self, code: int, text: str, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Not on the terminal of the tests."""


@pytest.fixture
def server() -> Iterator[Overpass]:
    """A running server."""
    with Overpass() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def leeds() -> Areas:
    """The area that the grid lies in."""
    every = msoas("2021")
    return every.take([every.index["E02006875"]])


@pytest.mark.parametrize("name", ["roads.graphml", "roads.gpkg"])
def test_roads_are_asked_for_saved_and_read(
    server: Overpass, leeds: Areas, tmp_path: Path, name: str
) -> None:
    path = fetch_roads(leeds, tmp_path / name, server.url, tmp_path / "cache")
    (query,) = server.queries
    assert 'way["highway"]' in query
    assert "poly:" in query
    network = read_roads(path)
    assert network.length_m.sum() > 1000
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache", name]


def test_a_second_time_asks_nobody(server: Overpass, leeds: Areas, tmp_path: Path) -> None:
    for name in ("one.graphml", "two.graphml"):
        fetch_roads(leeds, tmp_path / name, server.url, tmp_path / "cache")
    assert len(server.queries) == 1
    assert (tmp_path / "one.graphml").read_bytes() == (tmp_path / "two.graphml").read_bytes()


def test_osmnx_keeps_its_own_settings(server: Overpass, leeds: Areas, tmp_path: Path) -> None:
    before = (osmnx.settings.overpass_url, osmnx.settings.cache_folder)
    fetch_roads(leeds, tmp_path / "roads.graphml", server.url, tmp_path / "cache")
    assert (osmnx.settings.overpass_url, osmnx.settings.cache_folder) == before


def test_a_refusal_is_one_sentence(server: Overpass, leeds: Areas, tmp_path: Path) -> None:
    server.code, server.answer = 400, "<p>bad query</p>"
    with pytest.raises(GeographyError, match=r"/api: expected roads from an Overpass server, got none"):
        fetch_roads(leeds, tmp_path / "roads.graphml", server.url, tmp_path / "cache")
    assert not (tmp_path / "roads.graphml").exists()


def test_an_answer_without_roads_is_one_sentence(server: Overpass, leeds: Areas, tmp_path: Path) -> None:
    server.answer = json.dumps({"version": 0.6, "elements": []})
    with pytest.raises(GeographyError, match="expected roads from an Overpass server, got none"):
        fetch_roads(leeds, tmp_path / "roads.graphml", server.url, tmp_path / "cache")


def test_another_kind_of_file_is_refused(leeds: Areas, tmp_path: Path) -> None:
    with pytest.raises(
        GeographyError, match=r"expected a file ending in \.graphml or \.gpkg, got 'roads\.json'"
    ):
        fetch_roads(leeds, tmp_path / "roads.json")
