"""Who is let in, without a browser."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
import websockets

from bridge.errors import EngineUnavailable
from bridge.http.server import bind
from bridge.ui.server import UiServer

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UiServer]:
    with UiServer(tmp_path_factory.mktemp("empty")) as server:
        yield server


def ask(server: UiServer, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body; redirects are not followed."""
    host = server.base.removeprefix("http://")
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    found = (
        answer.status,
        {name.lower(): value for name, value in answer.getheaders()},
        answer.read().decode(),
    )
    connection.close()
    return found


@pytest.fixture(scope="module")
def cookie(server: UiServer) -> str:
    status, headers, _ = ask(server, server.address.removeprefix(server.base))
    assert status == 200
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    return headers["set-cookie"].partition(";")[0]


def test_with_the_token_there_is_a_page_that_may_load_nothing_from_elsewhere(
    server: UiServer, cookie: str
) -> None:
    status, headers, body = ask(server, "/", Cookie=cookie)
    assert status == 200
    assert "<h1>Results</h1>" in body
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "http:" not in headers["content-security-policy"]


@pytest.mark.parametrize("headers", [{}, {"Cookie": "crims_ui=x"}], ids=["none", "wrong"])
def test_without_the_token_there_is_nothing(server: UiServer, headers: dict[str, str]) -> None:
    status, answered, body = ask(server, "/?show=x", **headers)
    assert status == 302
    assert answered["location"].partition("?")[0] == "./closed"
    assert body == ""
    assert ask(server, "/open?token=wrong")[1].get("set-cookie") is None
    assert ask(server, "/closed")[0] == 403


def test_a_name_that_leads_here_from_elsewhere_is_refused(server: UiServer, cookie: str) -> None:
    assert ask(server, "/", Cookie=cookie, Host="evil.example")[0] == 302
    token = server.address.removeprefix(server.base)
    assert "set-cookie" not in ask(server, token, Host="evil.example")[1]


def test_a_socket_of_another_site_is_refused(server: UiServer, cookie: str) -> None:
    async def open_socket(origin: str, given: str) -> bool:
        address = server.base.replace("http", "ws") + "/ws"
        try:
            async with websockets.connect(
                address,
                origin=origin,
                additional_headers={"Cookie": given},  # type: ignore[arg-type]
                subprotocols=["bokeh", "no-token"],  # type: ignore[list-item]
            ) as socket:
                await asyncio.wait_for(socket.recv(), 60)
        except websockets.ConnectionClosed as closed:
            return "token" in (closed.rcvd.reason if closed.rcvd else "").casefold()
        except (websockets.InvalidStatus, OSError):
            return False
        return True

    assert not asyncio.run(open_socket("http://evil.example", cookie))
    assert not asyncio.run(open_socket(server.base, "crims_ui=x"))


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(EngineUnavailable, match=f"cannot listen on 127.0.0.1:{port}"),
            UiServer(tmp_path, port=port),
        ):
            pass


def test_it_says_that_it_is_alive_to_anybody_and_nothing_else(server: UiServer) -> None:
    with urllib.request.urlopen(f"{server.base}/alive", timeout=60) as answer:
        assert (answer.status, answer.read()) == (204, b"")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{server.base}/closed", timeout=60)
