"""Serving a session on this machine, with its page opened in the browser."""

import secrets
import threading
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager

import uvicorn

from bridge.base.loopback import is_loopback
from bridge.http.connections import bounded
from bridge.http.server import bind
from bridge.window.app import make_app
from bridge.window.session import Session


class WindowServer(AbstractContextManager["WindowServer"]):
    """The page of a session, served from a thread until the block ends."""

    def __init__(
        self, session: Session, host: str = "127.0.0.1", port: int = 0, token: str | None = None
    ) -> None:
        """Listen.

        Args:
            session: what is shown.
            host, port: the address; port 0 is any that is free.
            token: what a viewer has to know; a new one unless given.

        Raises:
            EngineUnavailable: the address cannot be used.
        """
        self.session = session
        self._token = token or secrets.token_urlsafe(24)
        self._socket = bind(host, port)
        self._port = self._socket.getsockname()[1]
        self._host = host
        app = make_app(session, self._token, local_only=is_loopback(host))
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=bounded(),
                log_level="warning",
                lifespan="off",
                ws="websockets-sansio",
                ws_max_size=1 << 20,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="page", daemon=True
        )

    @property
    def address(self) -> str:
        """What to open in a browser; it carries the token."""
        name = f"[{self._host}]" if ":" in self._host else self._host
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "::") else name
        return f"http://{shown}:{self._port}/?token={self._token}"

    def __enter__(self) -> "WindowServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()

    def open_browser(self, open_: Callable[[str], bool] = webbrowser.open) -> bool:
        """Open the page in the user's browser; whether there is one."""
        try:
            return open_(self.address)
        except webbrowser.Error:
            return False

    def wait(self, seconds: float | None = None) -> None:
        """Until the server ends."""
        self._thread.join(seconds)
