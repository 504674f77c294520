"""A web server on this machine that behaves as badly as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 2000


class Server(ThreadingHTTPServer):
    """Serves CONTENT under any path, and `page`, if there is one, under a folder's.

    `faults` are used up one per request for CONTENT; `headers` go out with it.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.ranges = True
        self.page = ""
        self.headers: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/file.zip"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if self.path.endswith("/"):
            self.send_page(self.server.page.encode())
            return
        asked = self.headers.get("Range", "")
        self.server.requests.append(asked)
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault.isdigit():
            self.send_response(int(fault))
            if fault in ("429", "408"):
                self.send_header("Retry-After", "7" if fault == "429" else "\u00b2")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0) if self.server.ranges else 0
        body = self.server.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(self.server.content) - 1}/*")
        if fault == "longer":  # announces more than it sends
            self.send_header("Content-Length", str(len(body) + 100))
        elif fault.startswith("length "):
            self.send_header("Content-Length", fault.removeprefix("length "))
        elif fault != "silent":
            self.send_header("Content-Length", str(len(body)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "break" else body)

    def send_page(self, page: bytes) -> None:
        self.send_response(200 if page else 404)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def version_string(self) -> str:
        """What goes out as `Server`, unless the test wants its own."""
        return self.server.headers.get("Server", "test")

    def log_message(self, *args: object) -> None:
        """Tests are silent."""


@contextmanager
def running() -> Iterator[Server]:
    """A server in a thread, stopped at the end of the block."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
