"""The dashboard as people use it, in Chromium."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

from bridge.reports.page import write_report
from bridge.reports.run_report import run_report
from bridge.ui.server import UiServer
from tests.bridge.ui.visits import LONG, PLACES, RUN, Visit, caption
from tests.browser import NEEDS_CHROMIUM

pytestmark = [NEEDS_CHROMIUM, pytest.mark.filterwarnings("default")]
PAGES = {
    "results": ("/", "Runs"),
    "run": (RUN, "incidents, page"),
    "experiment": ("/?show=staffing", "Difference from"),
    "score": ("/?show=score", "Units on duty"),
    "plans": ("/?show=plans%2Fnow&beside=plans%2Feven", "2 of 8 areas change districts"),
    "forecast": ("/?show=forecast.parquet", "Score beside simple rules"),
    "compare": ("/?view=compare&with=calderdale,staffing", "means"),
    "new": ("/?view=new", "Sliders"),
    "quality": ("/?view=quality", "Months; a note"),
}
"""Address and a text that comes last."""


SOCKETS = """
window.sockets = [];
window.WebSocket = class extends window.WebSocket {
  constructor(...given) { super(...given); window.sockets.push(this); }
};
"""
"""Keeps the sockets of a page where a test can close them."""


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_without_errors_and_asks_nobody_else(visitor: Visit, name: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )
    page = visitor.go(*PAGES[name])
    page.wait_for_function(  # names that the page's own script adds
        """() => {
          const all = (root) => [...root.querySelectorAll('*')].flatMap(
            (one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
          return all(document).every((one) => !one.matches('.noUi-handle') || one.getAttribute('aria-label'));
        }"""
    )
    violations = axe.Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in ("serious", "critical")] == []
    assert visitor.complaints == []
    assert visitor.hosts == {urlsplit(visitor.base).netloc, ""}  # "": scripts made in the page itself


def test_a_click_on_the_map_filters_the_rest_and_is_in_the_address(visitor: Visit) -> None:
    page = visitor.go(*PAGES["run"])
    whole = page.get_by_text("incidents, page").first.inner_text()
    box = page.locator(".bk-Canvas").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
    caption(page, "Response in E0")
    page.wait_for_url(re.compile("area=E0"))
    assert page.get_by_text("incidents, page").first.inner_text() != whole


def test_keyboard_moves_the_day_the_list_selects_areas_and_a_link_opens_the_same(visitor: Visit) -> None:
    page = visitor.go(*PAGES["run"])
    page.locator(".noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    caption(page, "Sun 01 Jul 2018")
    page.get_by_label("Map shows").select_option(label="Incidents reported")
    page.get_by_label("Areas", exact=True).select_option(index=[0, 1])
    caption(page, "Response in 2 selected areas")
    page.wait_for_url(re.compile("(?=.*layer=incidents)(?=.*day=1)(?=.*area=E)"))
    page.goto(page.url)
    caption(page, "Response in 2 selected areas, Sun 01 Jul 2018")
    assert page.get_by_label("Map shows").input_value() == "Incidents reported"


def test_the_table_is_filtered_and_turned(visitor: Visit, results: Path) -> None:
    incidents = pd.read_parquet(results / "calderdale" / "incidents.parquet")
    page = visitor.go(*PAGES["run"])
    page.get_by_role("button", name="Next page").click()
    caption(page, "page 2 of")
    page.get_by_label("Priority").select_option(label="1 emergency")
    caption(page, f"{(incidents['priority'] == 1).sum():,} incidents, page 1 of")
    page.get_by_label("Type, district or area contains").fill("no such thing")
    page.keyboard.press("Enter")
    caption(page, "0 incidents, page 1 of 1")


@pytest.mark.parametrize("label", ["Incidents, CSV", "Map, GeoJSON", "Map, PNG", "Map, SVG"])
def test_what_is_shown_can_be_taken_along(visitor: Visit, label: str) -> None:
    page = visitor.page
    if "show=calderdale" not in page.url:
        page = visitor.go(*PAGES["run"])
    page.get_by_text("incidents, page").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_text(label, exact=True).click()
    content = Path(waiting.value.path()).read_bytes()
    begins = {
        "Incidents, CSV": b"id,area",
        "Map, GeoJSON": b'{"type": "FeatureCollection"',
        "Map, PNG": b"\x89PNG",
    }
    assert content.startswith(begins.get(label, b"<?xml"))


def test_a_click_on_the_front_shows_the_plan(visitor: Visit) -> None:
    page = visitor.go(*PAGES["score"])
    page.get_by_label("Plan").select_option(label="even")
    page.get_by_role("heading", name="even").wait_for()
    [[x, y]] = page.evaluate(PLACES, [[10.5, 0.3]])
    page.mouse.click(x, y)
    page.get_by_role("heading", name="now").wait_for()


def test_the_dark_page_on_a_telephone_needs_no_scrolling_sideways(visit: Callable[..., Visit]) -> None:
    visitor = visit(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page = visitor.go(*PAGES["run"])
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 31)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'")
    assert visitor.complaints == []


def test_a_mistake_in_the_form_is_said_and_a_thing_that_is_not_there_too(visitor: Visit) -> None:
    page = visitor.go(*PAGES["new"])
    page.get_by_label("Name of its folder").fill("new")
    page.get_by_label("seed").fill("many")
    page.get_by_role("button", name="Start").click()
    page.get_by_text("seed: expected a number, got 'many'").wait_for()
    visitor.go("/?show=nothing", "there is no 'nothing'")


def test_a_run_is_started_from_the_form_and_a_broken_connection_is_taken_up(
    browser: Any, tmp_path: Path
) -> None:
    with UiServer(tmp_path) as server:
        context = browser.new_context()
        context.set_default_timeout(LONG)
        context.add_init_script(SOCKETS)
        visitor = Visit(context, server.base)
        visitor.page.goto(server.address)
        visitor.page.get_by_text("There is nothing in").wait_for()
        page = visitor.go(*PAGES["new"])
        typed = {"areas": "Calderdale", "end": "2018-07-01T06:00", "model": "police-supply-demand"}
        for label, text in {"Name of its folder": "small", **typed}.items():
            page.get_by_label(label, exact=True).fill(text)
            page.keyboard.press("Tab")
        page.get_by_role("button", name="Start").click()
        page.get_by_text("small has begun").wait_for()
        visitor.go("/", "complete")
        visitor.go("/?show=small", "Take it along")
        page.get_by_label("Areas", exact=True).select_option(index=0)
        page.wait_for_url(re.compile("area=E0"))
        page.evaluate("window.before = true; window.sockets.forEach((one) => one.close())")
        page.wait_for_function("window.before === undefined")
        page.get_by_text("Take it along").wait_for()
        assert "area=E0" in page.url
    page.get_by_text("The server is away").wait_for()
    context.close()


def test_without_the_token_nothing_is_shown(browser: Any, server: UiServer) -> None:
    page = browser.new_page()
    page.goto(server.base + RUN)
    page.get_by_text("needs the address with the token").wait_for(timeout=LONG)
    page.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_report_is_accessible(browser: Any, patrol_run: Path, tmp_path: Path, look: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    write_report(run_report(patrol_run), tmp_path / "report.html")
    page = browser.new_page(color_scheme=look)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.goto((tmp_path / "report.html").as_uri(), timeout=LONG)
    violations = axe.Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in ("serious", "critical")] == []
    assert complaints == []
    page.close()
