"""The HTTP service on a real server at a loopback port: answers, refusals, and many clients at once."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pandas as pd
import pytest

import microsim
from bridge.base.loopback import is_local_name
from bridge.demand.request import Tables
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.http.app import create_app
from bridge.http.guard import check_exposure
from bridge.http.server import bind, make_server
from bridge.http.shapes import encode
from bridge.http.store import Store
from bridge.scenario.scenario import Scenario
from tests.microsim.conftest import Row, crime, street_csv, write_month, write_wales

COLUMNS = ["id", "MSOA", "crime_category", "code", "description", "time", "suspect", "severity"]
COLUMNS += ["reported", "grade", "scene_minutes"]
TOKEN = "a-token-of-some-length"
CLIENTS = 32
Ask = Callable[..., tuple[int, dict[str, str], bytes]]


def rows(lsoa: str, month: str) -> list[Row]:
    kinds = ("Burglary", "Drugs", "Other theft", "Public order")
    return [
        crime(lsoa=lsoa, type=kinds[number % 4], month=month, Longitude=str(-0.09 + number / 1e4))
        for number in range(40)
    ]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two forces with 40 crimes a month: the City of London in 2018 and 2019, Durham in 2019."""
    folder = tmp_path_factory.mktemp("archive")
    for month in ("2018-03", "2019-02"):
        write_month(folder, street_csv(rows("E01000001", month)), month, "city-of-london")
    write_month(folder, street_csv(rows("E01020634", "2019-02")), "2019-02", "durham")
    return folder


@contextmanager
def running(store: Store, token: str | None = None) -> Iterator[int]:
    """A uvicorn server in a thread; gives its port."""
    listening = bind("127.0.0.1", 0)
    server = make_server(create_app(store, token))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def store(source: Path) -> Store:
    return Store([source])


@pytest.fixture(scope="module")
def ask(store: Store) -> Iterator[Ask]:
    """Asks the server for a path and gives status, headers and body."""
    with running(store) as port:
        yield lambda path, **options: get(port, path, **options)


def get(
    port: int, path: str, headers: dict[str, str] | None = None, **query: object
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        where = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
        connection.request("GET", where, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def city(**query: object) -> dict[str, object]:
    return {"force": "City of London", "month": 3, **query}


def reason(body: bytes) -> str:
    return str(json.loads(body)["detail"])


def test_csv_has_the_documented_columns(ask: Ask) -> None:
    status, headers, body = ask("/data", **city(format="csv"))
    assert status == 200
    assert headers["content-type"].startswith("text/csv")
    assert "city-of-london-2018-03-seed-1.csv" in headers["content-disposition"]
    crimes = pd.read_csv(io.BytesIO(body), parse_dates=["time"])
    assert list(crimes.columns) == COLUMNS
    assert crimes["time"].is_monotonic_increasing
    assert set(crimes["time"].dt.to_period("M").astype(str)) == {"2018-03"}


def test_json_is_in_table_orientation(ask: Ask) -> None:
    body = ask("/data", **city())[2]
    assert json.loads(body)["schema"]["primaryKey"] == ["id"]
    crimes = pd.read_json(io.BytesIO(body), orient="table")
    assert [crimes.index.name, *crimes.columns] == COLUMNS
    assert crimes.index.tolist() == list(range(1, len(crimes) + 1))


def test_the_three_formats_hold_the_same_crimes(ask: Ask) -> None:
    parquet = pd.read_parquet(io.BytesIO(ask("/data", **city(format="parquet"))[2]))
    text = pd.read_csv(io.BytesIO(ask("/data", **city(format="csv"))[2]), dtype={"code": str})
    table = pd.read_json(io.BytesIO(ask("/data", **city())[2]), orient="table").reset_index()
    for column in ("id", "MSOA", "code", "severity", "suspect"):
        assert parquet[column].tolist() == text[column].tolist() == table[column].tolist()


def test_the_seed_means_what_it_means_on_the_command_line(ask: Ask, source: Path) -> None:
    scenario = Scenario.of(force="City of London", start="2018-03-01", end="2018-04-01", data=source, seed=7)
    with pytest.warns(microsim.DataWarning):
        fitted = microsim.fit(microsim.load_crimes(source, "City of London"))
    model = microsim.CrimeModel(fitted, scenario.start, scenario.end, scenario.streams()["microsim"])
    expected = encode(model.advance(datetime(2018, 4, 1)), "csv")
    assert ask("/data", **city(seed=7, format="csv"))[2] == expected


def test_the_year_may_be_chosen(ask: Ask) -> None:
    assert b"2025-03-" in ask("/data", **city(year=2025, format="csv"))[2]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"force": "Citty of London", "month": 3}, "did you mean 'City of London'"),
        (
            {"force": "Kent", "month": 3},
            "got 'Kent'; it has 'City of London', 'Durham'",
        ),
        (
            {"force": "City of London", "month": 13},
            "less than or equal to 12, got '13'",
        ),
        ({"force": "City of London", "month": 3, "seed": -1}, "seed: "),
        ({"force": "City of London", "month": 3, "format": "xml"}, "format: input should be 'json', 'csv'"),
        ({"force": "City of London"}, "month: field required"),
        ({"force": "City of London", "month": 3, "sede": 1}, "sede: no such parameter"),
        ({"force": "British Transport Police", "month": 3}, "polices the railways"),
    ],
)
def test_a_bad_parameter_is_refused_with_the_reason(ask: Ask, query: dict[str, object], words: str) -> None:
    status, _, body = ask("/data", **query)
    assert status == 422
    assert words in reason(body)


def test_the_map_is_a_picture(ask: Ask) -> None:
    status, headers, body = ask("/map", **city(category="Burglary"))
    assert (status, headers["content-type"]) == (200, "image/png")
    assert body.startswith(b"\x89PNG")


def test_a_map_of_an_unknown_category_is_refused(ask: Ask) -> None:
    status, _, body = ask("/map", **city(category="burglry"))
    assert status == 422
    assert "did you mean 'burglary'" in reason(body)


def test_forces_says_what_can_be_had(ask: Ask) -> None:
    listed = {one["name"]: one["months"] for one in json.loads(ask("/forces")[2])}
    assert len(listed) == 43
    assert listed["City of London"] == ["2018-03", "2019-02"]
    assert listed["Kent"] == []


def test_health_and_the_description_answer(ask: Ask) -> None:
    assert json.loads(ask("/health")[2])["status"] == "ok"
    assert set(json.loads(ask("/openapi.json")[2])["paths"]) == {"/data", "/map", "/forces", "/health"}
    page = ask("/docs")[2].decode()
    assert "integer, 1 to 12" in page
    assert "src=" not in page
    assert "http://" not in page


def test_a_foreign_host_name_is_refused(ask: Ask) -> None:
    status, _, body = ask("/health", headers={"Host": "example.org"})
    assert status == 403
    assert "localhost" in reason(body)


def test_many_clients_at_once_get_their_own_seed(store: Store) -> None:
    seeds = range(4)
    with running(store) as port:
        expected = {seed: get(port, "/data", **city(seed=seed, format="csv"))[2] for seed in seeds}
        start = threading.Barrier(CLIENTS)

        def client(number: int) -> list[tuple[int, int, bytes]]:
            start.wait(30)
            wanted = [(number + step) % len(seeds) for step in range(4)]
            return [(seed, *get(port, "/data", **city(seed=seed, format="csv"))[::2]) for seed in wanted]

        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = [one for found in pool.map(client, range(CLIENTS)) for one in found]
    assert len({*expected.values()}) == len(seeds)
    assert len(answers) == 4 * CLIENTS
    assert {status for _, status, _ in answers} == {200}
    assert all(body == expected[seed] for seed, _, body in answers)


def test_clients_that_ask_at_once_share_one_fit(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store([source])
    fits: list[str] = []
    fit = store._fit
    monkeypatch.setattr(store, "_fit", lambda force: fits.append(force) or fit(force))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(store.get, ["durham", "Durham"] * 4))
    assert fits == ["Durham"]
    assert all(one is found[0] for one in found)


def test_the_least_recently_used_model_goes(source: Path) -> None:
    store = Store([source], capacity=1)
    first = store.get("City of London")
    store.get("Durham")
    assert store.fitted == ("Durham",)
    assert store.get("City of London") is not first


def test_the_last_year_with_the_month_is_taken(store: Store) -> None:
    served = store.get("City of London")
    assert [served.year(month) for month in (2, 3, 7)] == [2019, 2018, 2019]


def test_a_missing_boundary_file_is_refused_at_the_start(source: Path) -> None:
    with pytest.raises(ScenarioError, match=r"no boundary file 'absent\.zip'"):
        Store([source], boundaries=Path("absent.zip"))


def test_a_welsh_force_is_served_by_its_lookup(tmp_path: Path) -> None:
    source, lookup = write_wales(tmp_path)
    assert (
        list(Store([source], tables=Tables(lookup=lookup)).get("South Wales").fitted.areas["authority"])
        == ["Cardiff"] * 3
    )
    with pytest.raises(ScenarioError, match=r"no lookup file 'absent\.csv'"):
        Store([source], tables=Tables(lookup=Path("absent.csv")))


def test_with_a_token_only_its_owner_is_answered(store: Store) -> None:
    with running(store, TOKEN) as port:
        assert get(port, "/health", {"Host": "example.org"})[0] == 200
        for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            status, headers, _ = get(port, "/forces", given)
            assert (status, headers["www-authenticate"]) == (401, "Bearer")
        mine = {"Authorization": f"Bearer {TOKEN}", "Host": "example.org"}
        assert get(port, "/forces", mine)[0] == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_other_addresses_need_a_token(host: str) -> None:
    with pytest.raises(ScenarioError, match="CRIMS_HTTP_TOKEN"):
        check_exposure(host, None)
    check_exposure(host, TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    check_exposure(host, None)


@pytest.mark.parametrize("token", ["short", "a token with blanks in it", "tokentokentoken-ü"])
def test_a_weak_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ScenarioError, match="at least 16") as caught:
        check_exposure("127.0.0.1", token)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost:8000", True),
        ("[::1]:80", True),
        ("127.0.0.1", True),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_local_names_are_told_from_others(host: str, local: bool) -> None:
    assert is_local_name(host) is local


def test_a_taken_port_is_one_sentence() -> None:
    taken = bind("127.0.0.1", 0)
    try:
        with pytest.raises(EngineUnavailable, match=r"on 127\.0\.0\.1:\d+: Address already in use"):
            bind("127.0.0.1", taken.getsockname()[1])
    finally:
        taken.close()
