"""Connections before anybody has said who they are: silent, slow, many, and those of clients that left."""

import asyncio
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.http.connections import Places, bounded
from bridge.http.few import Few, Wanted
from bridge.http.guard import Guard
from bridge.http.server import bind
from tests.bridge.http.test_http import get

SLOW = 60.0


def until(found: Callable[[], bool]) -> bool:
    """Whether it came to be so, with time for a slow machine."""
    deadline = time.monotonic() + SLOW
    while time.monotonic() < deadline:
        if found():
            return True
        time.sleep(0.01)
    return False


@contextmanager
def running(app: ASGIApp, places: int = 8, **seconds: float) -> Iterator[int]:
    listening = bind("127.0.0.1", 0)
    kind = bounded(Places(places), **seconds)
    config = uvicorn.Config(app, http=kind, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(SLOW)
        listening.close()


class Work:
    """An application with work that lasts until it is let go."""

    def __init__(self) -> None:
        self.app, self.go = FastAPI(), threading.Event()
        self.began: list[str] = []
        self.steps: list[str] = []
        self.few = few = Few(1, "test", waiting=2)

        @self.app.get("/")
        async def root() -> str:
            return "here"

        @self.app.get("/long")
        async def long(request: Request, name: str) -> str:
            return await few(request, lambda wanted: self._work(name, wanted))

    def _work(self, name: str, wanted: Wanted) -> str:
        self.began.append(name)
        self.go.wait(SLOW)
        wanted.check()
        self.steps.append(name)
        return name


class Clients(ExitStack):
    """Connections that are closed with the test."""

    def ask(self, port: int, text: str) -> socket.socket:
        made = self.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SLOW))
        made.sendall(text.encode())
        return made

    def get(self, port: int, path: str) -> socket.socket:
        return self.ask(port, f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.go.set()


@pytest.fixture
def clients() -> Iterator[Clients]:
    with Clients() as made:
        yield made


def hung_up(one: socket.socket) -> bool:
    """Whether the other end has closed."""
    poll = select.poll()
    poll.register(one, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


def test_silent_connections_keep_nobody_out(work: Work, clients: Clients) -> None:
    with running(work.app) as port:
        silent = [clients.ask(port, "") for _ in range(40)]
        assert get(port, "/")[0] == 200
        assert until(lambda: hung_up(silent[0]))


@pytest.mark.parametrize(
    "sent", ["", "GET / HT", "GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n1"]
)
def test_a_request_that_does_not_come_to_its_end_is_let_go(sent: str, clients: Clients) -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass

    with running(slow, request_seconds=0.2) as port:
        one = clients.ask(port, sent)

        def dripped() -> bool:
            with suppress(ConnectionError):
                one.send(b"x")
            return hung_up(one)

        assert until(dripped)


def test_where_all_are_being_answered_the_next_is_told_so(work: Work, clients: Clients) -> None:
    with running(work.app, places=1) as port:
        one = clients.get(port, "/long?name=a")
        assert until(lambda: work.began == ["a"])
        assert b" 503 " in clients.ask(port, "").recv(1000)
        work.go.set()
        assert b" 200 " in one.recv(1000)


def test_a_full_queue_answers_503_and_clients_that_leave_are_not_worked_for(
    work: Work, clients: Clients
) -> None:
    with running(work.app) as port:
        mine = []
        for number, name in enumerate("abc", 1):  # one is worked for, two wait
            mine.append(clients.get(port, f"/long?name={name}"))
            assert until(lambda number=number: work.few.count == number)  # type: ignore[misc]
        status, headers, _ = get(port, "/long", name="late")
        assert (status, headers["retry-after"]) == (503, "2")
        assert until(lambda: work.began == ["a"])
        mine[0].close()
        mine[1].close()
        assert until(lambda: work.few.count == 2)  # b has left the queue; a is in the midst of a step
        work.go.set()
        assert b" 200 " in mine[2].recv(1000)
    assert (work.began, work.steps) == (["a", "c"], ["c"])


def test_a_client_that_takes_nothing_of_its_answer_is_let_go() -> None:
    app = FastAPI()

    @app.get("/")
    async def large() -> str:
        return "x" * (64 << 20)

    with running(app, stalled_seconds=0.2) as port, socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", port))
        one.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert until(lambda: hung_up(one))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/forces", {"Origin": "http://evil.example"}, 403),
        ("/forces", {"Origin": "null"}, 403),
        ("/map", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ("/forces", {"Sec-Fetch-Site": "same-site"}, 403),
        ("/forces", {"Referer": "http://evil.example/page"}, 403),
        ("/docs", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ("/docs", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, 403),
        ("/forces", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
        ("/forces", {"Sec-Fetch-Site": "same-origin", "Referer": "http://127.0.0.1:1/docs"}, 200),
        ("/forces", {}, 200),
    ],
)
def test_pages_of_other_sites_are_not_answered(path: str, headers: dict[str, str], status: int) -> None:
    answers: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent = [(b"host", b"127.0.0.1:1"), *((k.lower().encode(), v.encode()) for k, v in headers.items())]
    scope = {"type": "http", "path": path, "headers": sent}
    asyncio.run(Guard(app, None)(scope, None, send))  # type: ignore[arg-type]
    assert answers == [status]
