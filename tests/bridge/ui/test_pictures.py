"""What the dashboard looks like: the map has the colours of its values, parts lie apart, tiles lie below."""

import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from bridge.base.tiles import tile_server
from bridge.ui.data.layers import layer_of
from bridge.ui.data.run_data import RunData, load_run
from bridge.ui.server import UiServer
from bridge.ui.style import SEQUENTIAL
from tests.bridge.ui.visits import LONG, PLACES, RUN, Visit
from tests.browser import NEEDS_CHROMIUM, pixels

pytestmark = [NEEDS_CHROMIUM, pytest.mark.filterwarnings("default")]
NEAR = 24
"""Difference of a colour, of 255, that is none: edges are smoothed."""
FITTING = 0.9
"""Share of the areas that have to be in their colour; of a few the point lies on a border."""
SIZES = {"desktop": ((1200, 900), "light"), "telephone": ((390, 844), "dark")}
PARTS = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap(
    (one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const parts = all(document).filter((one) => one.checkVisibility() && one.matches(
    ".bk-Figure, .scroll, h1, h2, select, input:not([type=hidden]), button, nav a, .noUi-base"));
  return parts.map((one) => {
    const box = one.getBoundingClientRect();
    return [one.className || one.tagName, box.left, box.top, box.right, box.bottom];
  }).filter(([, left, top, right, bottom]) => right - left > 1 && bottom - top > 1);
}"""
"""Boxes of what can be seen: charts, tables, headings, controls."""
GROUND = (10, 160, 90)
"""The colour of the tiles."""


def points_of(run: RunData) -> list[list[float]]:
    """A point within each area."""
    import shapely

    assert run.shapes is not None
    found: list[list[float]] = shapely.get_coordinates(
        shapely.point_on_surface(run.shapes.areas.outlines)
    ).tolist()
    return found


def expected_colours(run: RunData) -> Any:
    """The colours of the areas by their crimes of the whole run, shape (areas, 3)."""
    whole = layer_of(run, "crimes")[1]
    low, high = np.quantile(whole, [0.02, 0.98])
    step = np.clip(((whole - low) / (high - low) * len(SEQUENTIAL)).astype(int), 0, len(SEQUENTIAL) - 1)
    rgb = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in SEQUENTIAL]
    return np.array(rgb)[step]


def colours_at(page: Any, points: list[list[float]]) -> Any:
    """The colours of the page where its first chart has some points, shape (points, 3)."""
    shown = pixels(page.screenshot())
    found = np.array(page.evaluate(PLACES, points)).round().astype(int)
    return shown[found[:, 1], found[:, 0]]


@pytest.mark.parametrize("size", SIZES)
def test_the_map_has_the_colours_of_its_values_and_nothing_lies_on_another(
    visit: Callable[..., Visit], results: Path, size: str
) -> None:
    (width, height), scheme = SIZES[size]
    page = visit(viewport={"width": width, "height": height}, color_scheme=scheme).go(RUN, "Report, HTML")
    run = load_run(results / "calderdale")
    page.wait_for_function("() => Bokeh.documents[0]?.is_idle")
    page.locator(".bk-Canvas").first.scroll_into_view_if_needed()
    page.mouse.move(1, 1)
    found, wanted = colours_at(page, points_of(run)), expected_colours(run)
    assert len(np.unique(wanted, axis=0)) > 3  # there is something to see
    assert (np.abs(found - wanted).max(axis=1) < NEAR).mean() >= FITTING
    parts = page.evaluate(PARTS)
    assert len(parts) > 20
    assert [one for one in parts if one[1] < 0 or one[3] > width + 1] == []
    assert [
        (one[0], other[0]) for at, one in enumerate(parts) for other in parts[:at] if lie_over(one, other)
    ] == []


def lie_over(one: list[Any], other: list[Any]) -> bool:
    """Whether two boxes share more than a seam and none holds the other."""
    (_, left, top, right, bottom), (_, west, north, east, south) = one, other
    shared = min(right, east) - max(left, west), min(bottom, south) - max(top, north)
    holds = (left <= west and right >= east and top <= north and bottom >= south) or (
        west <= left and east >= right and north <= top and south >= bottom
    )
    return min(shared) > 3 and not holds


@pytest.fixture(scope="module")
def tile_host() -> Iterator[str]:
    """A server whose tiles have one colour."""
    file = io.BytesIO()
    Image.new("RGB", (256, 256), GROUND).save(file, "PNG")

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(file.getvalue())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_tiles_lie_below_the_map_with_their_credit_and_nobody_else_is_asked(
    browser: Any, results: Path, tile_host: str
) -> None:
    tiles = tile_server(f"http://{tile_host}/{{z}}/{{x}}/{{y}}.png", "© somebody")
    with UiServer(results, tiles=tiles) as server:
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.set_default_timeout(LONG)
        visitor = Visit(context, server.base)
        visitor.page.goto(server.address)
        visitor.page.get_by_text("calderdale").first.wait_for()
        page = visitor.go("/?show=plans%2Fnow", "Units on duty")
        page.get_by_text("© somebody").first.wait_for()
        page.wait_for_function("() => Bokeh.documents[0]?.is_idle")
        corner = page.locator(".bk-Canvas").first.bounding_box()
        until_coloured(page, corner["x"] + 60, corner["y"] + 60)
        assert visitor.complaints == []
        assert visitor.hosts == {urlsplit(server.base).netloc, tile_host, ""}
        context.close()


def until_coloured(page: Any, x: float, y: float) -> None:
    """Wait until the tiles' colour is at a point of the window."""
    for _ in range(LONG // 500):
        if np.abs(pixels(page.screenshot())[round(y), round(x)] - GROUND).max() < NEAR:
            return
        page.wait_for_timeout(500)
    raise AssertionError("the tiles are not drawn")
