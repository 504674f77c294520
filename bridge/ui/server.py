"""Serving the dashboard on this machine, from a thread."""

import asyncio
import gc
import logging
import secrets
import threading
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from bridge.base.loopback import is_loopback
from bridge.base.tiles import TileServer
from bridge.errors import BridgeError, EngineUnavailable
from planning.errors import PlanningError

SESSION_SECONDS = 60
"""How long a session without a viewer is kept: a page that is loaded anew has a new one."""
LARGEST_MESSAGE = 4 << 20
"""Bytes that a viewer may send at a time."""


class UiServer(AbstractContextManager["UiServer"]):
    """The dashboard of a folder, served until the block ends."""

    def __init__(
        self, folder: Path, host: str = "127.0.0.1", port: int = 0, tiles: TileServer | None = None
    ) -> None:
        """Listen; every session shows the same folder, its maps on the tiles if there are any.

        Raises:
            EngineUnavailable: the extra is not installed, or the address cannot be used.
        """
        try:
            import panel  # noqa: F401 (whether the extra is there)
        except ImportError as error:
            raise EngineUnavailable("the dashboard needs Panel: pip install 'crims-bridge[ui]'") from error
        self._folder, self._host, self._port, self._tiles = folder, host, port, tiles
        self._token = secrets.token_urlsafe(24)
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="dashboard", daemon=True)

    @property
    def address(self) -> str:
        """What to open in a browser; it carries the token."""
        return f"{self.base}/open?token={self._token}"

    @property
    def base(self) -> str:
        """The address without the token: what a link begins with."""
        name = f"[{self._host}]" if ":" in self._host else self._host
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "::") else name
        return f"http://{shown}:{self._port}"

    def __enter__(self) -> "UiServer":
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise EngineUnavailable(
                f"cannot listen on {self._host}:{self._port}: {self._failure}"
            ) from self._failure
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._jobs.close()

    def open_browser(self, open_: Callable[[str], bool] = webbrowser.open) -> bool:
        """Open the page in the user's browser; whether there is one."""
        try:
            return open_(self.address)
        except webbrowser.Error:
            return False

    def wait(self) -> None:
        """Until the server ends."""
        self._thread.join()

    def _run(self) -> None:
        from tornado.ioloop import IOLoop

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            server = self._make(loop)
        except BaseException as error:
            self._failure = error
            loop.close()
            self._ready.set()
            return
        self._loop = loop
        self._ready.set()
        try:
            loop.run_forever()
        finally:
            server.stop(wait=False)
            loop.run_until_complete(_rest())
            IOLoop.current().close(all_fds=True)

    def _make(self, loop: asyncio.AbstractEventLoop) -> Any:
        import panel as pn
        from tornado.ioloop import IOLoop

        from bridge.http.server import bind
        from bridge.ui.access import ALIVE, OPEN, Alive, Open, TokenAuth, headers_for
        from bridge.ui.app import page
        from bridge.ui.jobs import Jobs

        probe = bind(self._host, self._port)
        self._port = probe.getsockname()[1]
        probe.close()
        self._jobs = Jobs(self._folder)
        cookie = f"crims_ui_{self._port}"
        auth = TokenAuth(self._token, cookie, local_only=is_loopback(self._host))
        logging.getLogger("bokeh.server.util").setLevel(logging.ERROR)  # the origin is checked by `TokenAuth`
        server = pn.io.server.get_server(
            {"/": lambda: page(self._folder, self._jobs, self._tiles)},
            port=self._port,
            address=self._host,
            websocket_origin="*",  # `TokenAuth` compares the origin with the host that was asked
            auth_provider=auth,
            title="CriMS",
            extra_patterns=[(OPEN, Open, {"auth": auth, "cookie": cookie}), (ALIVE, Alive)],
            session_history=0,
            unused_session_lifetime=1000 * SESSION_SECONDS,
            check_unused_sessions=1000 * SESSION_SECONDS,
            websocket_max_message_size=LARGEST_MESSAGE,
            loop=IOLoop.current(),
        )
        server._tornado.add_transform(headers_for(self._tiles))
        server.start()
        threading.Thread(target=self._warm, name="warming", daemon=True).start()
        return server

    def _warm(self) -> None:
        """Read the newest run before anybody asks for it, so that its first picture comes at once, and the
        packages that only its views need."""
        from bridge.ui.data.catalog import find_entries
        from bridge.ui.data.layers import layer_of
        from bridge.ui.data.run_data import load_run

        for entry in find_entries(self._folder):
            if entry.kind == "run" and entry.state == "complete":
                with suppress(BridgeError, PlanningError, OSError):
                    run = load_run(entry.path)
                    for name in run.layers:
                        layer_of(run, name)
                break
        # What is there by now stays: a collection of all garbage need not look at it again, which takes some
        # tenths of a second in which nobody is answered.
        gc.collect()
        gc.freeze()


async def _rest() -> None:
    """Let what is under way in this loop end."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
