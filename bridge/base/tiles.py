"""A server of map tiles that the user names; without one, no map asks anybody for anything."""

import re
from dataclasses import dataclass
from math import ceil, floor, log2
from urllib.parse import urlsplit

from bridge.errors import ScenarioError

HOST = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?")
HALF_WORLD = 20037508.342789244
"""Half the width of the world in Web Mercator (EPSG:3857), metres."""
DEEPEST = 18
ACROSS = 5
"""Tiles over the longer side of a map, at least half of it."""


@dataclass(frozen=True, slots=True)
class TileServer:
    """Pictures of the world in Web Mercator: 2**z by 2**z of them, x from the west, y from the north."""

    url: str
    """With {z}, {x} and {y} in it."""
    credit: str
    """To be shown with every map that has its tiles."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a page has to be allowed to load pictures from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def tile(self, zoom: int, x: int, y: int) -> str:
        """The address of one tile."""
        return self.url.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))


def tile_server(url: str | None, credit: str | None) -> TileServer | None:
    """The server that the options name; None where they name none.

    Raises:
        ScenarioError: no address of http or https with {z}, {x} and {y}, or no credit with it.
    """
    if not url:
        if credit:
            raise ScenarioError("--tiles-credit: expected --tiles URL with it")
        return None
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None
    except ValueError:
        known = False
    if not known or not url.isascii() or any(one.isspace() for one in url):
        raise ScenarioError(f"--tiles: expected an address of http or https without a password, got {url!r}")
    if not all(one in url for one in ("{z}", "{x}", "{y}")) or re.search(r"\{[^zxy]|\{.[^}]", url):
        raise ScenarioError(f"--tiles: expected an address with {{z}}, {{x}} and {{y}} in it, got {url!r}")
    if not credit or not credit.strip():
        raise ScenarioError(
            "--tiles: expected --tiles-credit TEXT too: what the server asks to be shown with its tiles, "
            "such as '© OpenStreetMap contributors'"
        )
    return TileServer(url, credit.strip())


def tiles_over(left: float, bottom: float, right: float, top: float) -> list[tuple[int, int, int]]:
    """The tiles (zoom, x, y) that cover a rectangle in metres of Web Mercator, about `ACROSS` on its longer
    side."""
    extent = max(right - left, top - bottom, 1.0)
    zoom = min(DEEPEST, max(0, floor(log2(ACROSS * 2 * HALF_WORLD / extent))))
    size, last = 2 * HALF_WORLD / 2**zoom, 2**zoom - 1
    columns = range(
        max(0, floor((left + HALF_WORLD) / size)), min(last, ceil((right + HALF_WORLD) / size) - 1) + 1
    )
    rows = range(
        max(0, floor((HALF_WORLD - top) / size)), min(last, ceil((HALF_WORLD - bottom) / size) - 1) + 1
    )
    return [(zoom, x, y) for y in rows for x in columns]


def corners_of(
    zoom: int, x: int, y: int
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Top left, top right and bottom left of a tile in metres of Web Mercator."""
    size = 2 * HALF_WORLD / 2**zoom
    west, north = x * size - HALF_WORLD, HALF_WORLD - y * size
    return (west, north), (west + size, north), (west, north - size)
