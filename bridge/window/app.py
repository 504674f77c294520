"""The window's web server: one page, its scripts, and a socket for each viewer.

Everything comes from this package: nothing is loaded from elsewhere. Who looks needs the token that the
address carries; a page of another site is refused by its origin, whatever token it has.
"""

import asyncio
import contextlib
import hmac
import json
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bridge.http.guard import refusal
from bridge.window.session import Session
from bridge.window.viewers import Viewer

PAGE = Path(__file__).parent / "page"
LARGEST_MESSAGE = 1 << 20
"""Bytes that a viewer may send at a time: the code of a large model."""
MOST_VIEWERS = 64
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:TILES; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:"
)
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


def make_app(session: Session, token: str, local_only: bool = True) -> Starlette:
    """The application for one session.

    Args:
        token: what a viewer has to know.
        local_only: whether it is asked by names of this machine alone.
    """

    tiles = session.tiles
    policy = POLICY.replace("TILES", "" if tiles is None else f" {tiles.origin}")
    headers = {"content-security-policy": policy, **HEADERS}

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "window.html")
        if refused := _refusal(request, local_only):
            return PlainTextResponse(refused, status_code=403)
        file = PAGE / name
        if file.parent != PAGE or not file.is_file():
            return PlainTextResponse("there is no such file", status_code=404)
        return FileResponse(file, headers=headers)

    async def socket(websocket: WebSocket) -> None:
        given = websocket.query_params.get("token", "")
        origin = urlsplit(websocket.headers.get("origin", "")).netloc
        fits = origin == websocket.headers.get("host", "") and not _refusal(websocket, local_only)
        known = fits and hmac.compare_digest(given.encode(), token.encode())
        await websocket.accept()  # a refusal before this would reach the page without its reason
        if not known or len(session.audience.viewers) >= MOST_VIEWERS:
            await websocket.close(code=4429 if known else 4403)
            return
        await _serve(websocket, session)

    return Starlette(
        routes=[
            WebSocketRoute("/socket", socket),
            Route("/", page),
            Route("/{name}", page),
        ]
    )


async def _serve(websocket: WebSocket, session: Session) -> None:
    """Send one viewer what there is to see, and take what it does, until it leaves."""
    viewer = Viewer(asyncio.get_running_loop())
    session.look(viewer)
    tasks = [asyncio.create_task(one(websocket, session, viewer)) for one in (_send, _take)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        session.audience.remove(viewer)
        viewer.closed = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close()


async def _send(websocket: WebSocket, session: Session, viewer: Viewer) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while (content := await viewer.messages()) is not None:
            if isinstance(content, bytes):
                await websocket.send_bytes(content)
            else:
                await websocket.send_text(content)


async def _take(websocket: WebSocket, session: Session, viewer: Viewer) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            text = await websocket.receive_text()
            if len(text) > LARGEST_MESSAGE:
                return
            try:
                message = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if not isinstance(message, dict):
                continue
            if message.get("type") == "ready":
                viewer.ready()
            else:
                session.do(message)


def _refusal(request: Request | WebSocket, local_only: bool) -> str:
    """Why a request is not answered; empty where it is."""
    return refusal(lambda name: request.headers.get(name, ""), request.url.path == "/", local_only)
