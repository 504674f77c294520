"""Who may look at the dashboard: whoever has its token, asked by a local name, from its own pages.

The address that is printed carries the token once; the browser then keeps it in a cookie that scripts and
other sites cannot use. Every answer forbids the page to load anything from elsewhere.
"""

import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bokeh.server.auth_provider import AuthProvider
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform, RequestHandler

from bridge.base.loopback import is_local_name
from bridge.base.tiles import TileServer

OPEN, CLOSED, ALIVE = "/open", "/closed", "/alive"
THEME = "crims_theme"
"""Cookie with the look that a viewer has chosen: `light` or `dark`."""
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:TILES; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' "
    "data: blob: "
    "ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class TokenAuth(AuthProvider):  # type: ignore[misc]
    """Lets in who sends the token's cookie."""

    def __init__(self, token: str, cookie: str, local_only: bool = True) -> None:
        """`local_only`: answer only to names of this machine."""
        self._token, self._cookie, self._local_only = token.encode(), cookie, local_only
        super().__init__()

    @property
    def get_user(self) -> Callable[[Any], str | None]:
        """The name of a known viewer; None for anybody else."""
        return self._user

    @property
    def login_url(self) -> str:
        """Where everybody else is sent."""
        return CLOSED

    @property
    def login_handler(self) -> type[RequestHandler]:
        """Says what is needed."""
        return Closed

    @property
    def get_user_async(self) -> None:
        """There is no other way in."""

    @property
    def get_login_url(self) -> None:
        """It is always the same."""

    @property
    def logout_url(self) -> None:
        """Nobody is signed out: the token is that of the server."""

    @property
    def logout_handler(self) -> None:
        """As `logout_url`."""

    def fits(self, given: str) -> bool:
        """Whether a text is the token, compared in constant time."""
        return hmac.compare_digest(given.encode(), self._token)

    def speaks_to_us(self, request: HTTPServerRequest) -> bool:
        """Whether a request is for a local name, and from a page of ours where a page sent it."""
        host = request.headers.get("host", "")
        if self._local_only and not is_local_name(host):
            return False
        origin = request.headers.get("origin")
        return origin is None or urlsplit(origin).netloc == host

    def _user(self, handler: RequestHandler) -> str | None:
        given = handler.get_cookie(self._cookie, "") or ""
        return "viewer" if self.fits(given) and self.speaks_to_us(handler.request) else None


class Open(RequestHandler):  # type: ignore[misc]
    """Takes the token from the address, keeps it as a cookie and goes on to the page."""

    def initialize(self, auth: TokenAuth, cookie: str) -> None:
        """Tornado's way to hand arguments over."""
        self._auth, self._name = auth, cookie

    def get(self) -> None:
        """Answer with a page that chooses the look of the browser and goes on."""
        if not self._auth.speaks_to_us(self.request) or not self._auth.fits(self.get_argument("token", "")):
            self.redirect(CLOSED)
            return
        self.set_cookie(
            self._name, self.get_argument("token", ""), httponly=True, samesite="Strict", path="/"
        )
        self.set_header("Cache-Control", "no-store")
        self.finish(GO_ON.replace("THEME", THEME))


class Closed(RequestHandler):  # type: ignore[misc]
    """What a viewer without the token sees."""

    def get(self) -> None:
        """Say what is needed."""
        self.set_status(403)
        self.finish(
            '<!doctype html><html lang="en-GB"><title>No token</title><p>This dashboard needs the address '
            "with the token that <code>crims ui</code> printed when it was started."
        )


class Alive(RequestHandler):  # type: ignore[misc]
    """Answers a page that asks whether the server is there; says nothing else."""

    def get(self) -> None:
        """Answer with nothing."""
        self.set_status(204)


class Headers(OutputTransform):  # type: ignore[misc]
    """Puts `HEADERS` and a policy on every answer."""

    policy = POLICY.replace("TILES", "")

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Called by Tornado before the first bytes leave."""
        for name, value in HEADERS.items():
            headers[name] = value
        headers["Content-Security-Policy"] = self.policy
        return status_code, headers, chunk


def headers_for(tiles: TileServer | None) -> type[Headers]:
    """The headers of a dashboard that may show pictures of a tile server, if there is one, and of no other
    host."""
    allowed = "" if tiles is None else f" {tiles.origin}"
    return type("HeadersOfPage", (Headers,), {"policy": POLICY.replace("TILES", allowed)})


GO_ON = """<!doctype html>
<html lang="en-GB"><title>CriMS</title>
<script>
if (!document.cookie.includes("THEME="))
  document.cookie = "THEME=" + (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")
    + "; path=/; SameSite=Strict; max-age=31536000";
location.replace("/");
</script>
<p><a href="/">Go on</a>
"""
