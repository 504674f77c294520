"""Who may ask: the token where there is one, and only local names where there is none.

Every request passes here before the application sees it, and is answered 401 or 403 if it may not. The check
of names keeps web pages of other sites from reaching a loopback server by a name that resolves to it.
"""

import hmac
import ipaddress
import json

from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.errors import ScenarioError

OPEN = ("/health",)
"""Answered without a token: says nothing but that the server lives."""

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
        elif not is_local_name(headers.get(b"host", b"").decode("latin-1")):
            await _refuse(send, 403, "expected to be asked as localhost; set a token to serve other names")
            return
        await self._app(scope, receive, send)


def is_local_name(host: str) -> bool:
    """Whether a Host header names this machine's loopback, with or without a port."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(name)


def is_loopback(name: str) -> bool:
    """Whether a host name or address is loopback."""
    if name.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


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
