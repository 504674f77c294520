"""A visitor of the dashboard."""

from typing import Any
from urllib.parse import urlsplit

LONG = 120_000
"""Milliseconds that a slow machine may take for anything."""
RUN = "/?show=calderdale"
PLACES = """(points) => {
  const models = Bokeh.documents.flatMap((one) => [...one._all_models.values()]);
  const charts = models.filter((one) => one.type === "Figure");
  const view = charts.map((one) => Bokeh.index.find_one(one)).find(Boolean);
  const corner = view.canvas.el.getBoundingClientRect();
  const { x_scale, y_scale } = view.frame;
  return points.map(([x, y]) => [corner.x + x_scale.compute(x), corner.y + y_scale.compute(y)]);
}"""
"""Where the first chart of a page has some points, in pixels of the window."""


class Visit:
    """A page, what its console said and what it asked for."""

    def __init__(self, context: Any, base: str) -> None:
        self.page, self.base = context.new_page(), base
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda one: self.hosts.add(urlsplit(one.url).netloc))

    def go(self, path: str, text: str) -> Any:
        """Open an address and wait for a text."""
        self.page.goto(self.base + path)
        self.page.get_by_text(text).first.wait_for()
        return self.page


def caption(page: Any, text: str) -> Any:
    """Wait for a table whose caption has a text."""
    found = page.locator("caption", has_text=text).first
    found.wait_for()
    return found
