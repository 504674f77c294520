"""Fetching census tables from a local server that answers as Nomis does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from microsim.population.census_tables import ETHNICITIES
from microsim.population.nomis import fetch_tables
from microsim.population.people import make_people
from microsim.reference.forces import Force
from microsim.reference.geography import Geography
from microsim.sources.fetch import DownloadError, Patience

QUICK = Patience(tries=1, timeout=60)
DATASETS = {"*DC1117EW*": "NM_792_1", "*DC2101EW*": "NM_651_1"}


class Nomis(ThreadingHTTPServer):
    """Ten people in every cell of the two census tables, twelve in the projection."""

    cut = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Nomis

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        address = urlparse(self.path)
        query = parse_qs(address.query)
        self.server.asked.append(query)
        if address.path.endswith("def.sdmx.json"):
            found = [{"id": DATASETS[query["search"][0]]}]
            body = json.dumps({"structure": {"keyfamilies": {"keyfamily": found}}})
        else:
            rows = self._rows(address.path, query)
            body = "\n".join("\t".join(row) for row in (rows[:5] if self.server.cut else rows)) + "\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def _rows(self, path: str, query: dict[str, list[str]]) -> list[list[str]]:
        places = query["geography"][0].split(",")
        rows = [query["select"][0].split(",")]
        if "NM_2006_1" in path:
            places = [place for place in places if place in ("E08000035", "E08000032")]
            cells = [
                [query["PROJECTED_YEAR"][0], sex, str(101 + age), "12"] for sex in "12" for age in range(91)
            ]
        elif "NM_792_1" in path:
            cells = [[sex, str(1 + age), "10"] for sex in "12" for age in range(86)]
        else:
            cells = [[sex, str(group), "10"] for sex in "12" for group in ETHNICITIES]
        return rows + [[place, *cell] for place in places for cell in cells]


@pytest.fixture
def nomis() -> Iterator[Nomis]:
    with Nomis() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_people_from_fetched_tables(nomis: Nomis, force: Force, places: Geography, tmp_path: Path) -> None:
    sex_age, ethnicity, projection = fetch_tables(
        force, places, tmp_path, year=2020, url=nomis.url, key="mine", patience=QUICK
    )
    people = make_people(
        force, places, year=2020, sex_age=sex_age, ethnicity=ethnicity, projection=projection
    )
    assert len(people.table) == 2 * 2 * 91 * 12
    assert people.table["ethnicity"].nunique() == len(ETHNICITIES)
    assert "other totals by sex" in people.notes[0]  # 860 people by age, 180 by ethnicity
    assert {query["uid"][0] for query in nomis.asked} == {"mine"}


def test_tables_that_are_there_are_not_asked_for(
    nomis: Nomis, force: Force, places: Geography, tmp_path: Path
) -> None:
    first = fetch_tables(force, places, tmp_path, url=nomis.url, patience=QUICK)
    asked = len(nomis.asked)
    assert fetch_tables(force, places, tmp_path, url=nomis.url, patience=QUICK) == first
    assert first[2] is None
    assert len(nomis.asked) == asked


def test_a_cut_answer_is_refused(nomis: Nomis, force: Force, places: Geography, tmp_path: Path) -> None:
    nomis.cut = True
    with pytest.raises(DownloadError, match="expected 172 rows of NM_792_1 for each of 3 areas, got 4"):
        fetch_tables(force, places, tmp_path, url=nomis.url, patience=QUICK)
    assert list(tmp_path.glob("*.tsv")) == []
