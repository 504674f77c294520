"""Who may ask: the token where there is one, and only local names where there is none.

Every request passes here before the application sees it, and is answered 401 or 403 if it may not. A page of
another site that is open in a browser on this machine reaches loopback too: by a name that resolves to it,
which the check of names refuses, or by the address itself, which the browser's own headers give away.
"""

import hmac
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.base.loopback import is_local_name, is_loopback
from bridge.errors import ScenarioError

OPEN = ("/health",)
"""Answered without a token: says nothing but that the server lives."""

PAGES = ("/docs",)
"""May be followed to from another site's link: they show nothing but how to ask."""

MIN_TOKEN = 16


class Guard:
    """ASGI middleware that refuses requests without the token, or with a foreign host name."""

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        """Guard `app`; without a token the server is taken to be bound to loopback."""
        self._app = app
        self._token = None if token is None else token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or answer it."""
        if scope["type"] != "http" or (self._token is not None and scope["path"] in OPEN):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._token is not None:
            kind, _, given = headers.get(b"authorization", b"").partition(b" ")
            if kind.lower() != b"bearer" or not hmac.compare_digest(given.strip(), self._token):
                await _refuse(
                    send, 401, "expected a header 'Authorization: Bearer <token>' with this server's token"
                )
                return
        elif refused := refusal(
            lambda name: headers.get(name.encode(), b"").decode("latin-1"), scope["path"] in PAGES
        ):
            await _refuse(send, 403, refused)
            return
        await self._app(scope, receive, send)


def refusal(header: Callable[[str], str], may_be_linked: bool = False, local_only: bool = True) -> str:
    """Why a request without a token is not answered; empty where it is.

    Args:
        header: gives the value of a header by its name in lower case, empty where it is not sent.
        may_be_linked: whether a person may come here by a link of another site.
        local_only: whether this server is asked by names of this machine alone.
    """
    host = header("host")
    if local_only and not is_local_name(host):
        return "expected to be asked as localhost; set a token to serve other names"
    followed = may_be_linked and header("sec-fetch-mode") in ("", "navigate") and not header("origin")
    # Programs send none of these; browsers send the first of every request, older ones one of the others.
    foreign = (
        header("sec-fetch-site") in ("cross-site", "same-site")
        or (header("origin") and urlsplit(header("origin")).netloc.casefold() != host.casefold())
        or (
            not header("sec-fetch-site")
            and header("referer")
            and urlsplit(header("referer")).netloc.casefold() != host.casefold()
        )
    )
    if foreign and not followed:
        return "a page of another site may not ask; open the address itself, or set a token for programs"
    return ""


def check_exposure(host: str, token: str | None) -> None:
    """Refuse an address that others can reach unless there is a token worth the name.

    Raises:
        ScenarioError: no token, or one that is short or cannot be sent in a header.
    """
    if token is not None and (
        len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable() or " " in token
    ):
        raise ScenarioError(
            f"expected a token of at least {MIN_TOKEN} ASCII characters and no blank, got one of {len(token)}"
        )
    if token is None and not is_loopback(host):
        raise ScenarioError(
            f"expected a loopback address, got {host!r}, which others can reach; "
            f"put a token into CRIMS_HTTP_TOKEN to serve there"
        )


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"detail": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
