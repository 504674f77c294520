"""The dashboard under load: its first picture, clicks on its map, ten viewers at once.

`CRIMS_UI_RUN=<folder of a run with places>` measures that run; otherwise two months of West Yorkshire are
made. The browser has no graphics card, and shares the processors with the server, for all viewers.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.base.child_process import python
from tests.browser import CHROMIUM, FLAGS, NEEDS_CHROMIUM

pytestmark = [pytest.mark.bench, NEEDS_CHROMIUM]
CLICKS, VIEWERS, ROUNDS, OPENINGS = 20, 10, 2, 4
DRAWN = """() => {
  const models = Bokeh?.documents?.flatMap((one) => [...one._all_models.values()]) ?? [];
  const charts = models.filter((one) => one.type === "Figure");
  const view = charts.map((one) => Bokeh.index.find_one(one)).find(Boolean);
  return view?.frame?.bbox.width > 100 && !view.is_paused;
}"""
WATCH = """() => {
  const find = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.tagName === "CAPTION" && one.textContent.startsWith("Response in")) return one.getRootNode();
      const inner = one.shadowRoot && find(one.shadowRoot);
      if (inner) return inner;
    }
  };
  const root = find(document);
  const text = () => root.querySelector("caption")?.textContent;
  addEventListener("pointerup", () => {
    const begin = performance.now(), before = text();
    window.answered = undefined;
    const look = () => {
      if (text() !== before) window.answered = performance.now() - begin; else setTimeout(look, 2);
    };
    look();
  }, true);
}"""
"""Notes the milliseconds from a click to the table of response times that answers it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    given = os.environ.get("CRIMS_UI_RUN")
    if given:
        shutil.copytree(given, folder / "run")
    else:
        command = [*python(), "-m", "bridge.cli", "run", "--end", "2018-09-01", "--quiet"]
        subprocess.run([*command, "--out", str(folder / "run")], check=True)
    return folder


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """A server of its own: what the others left behind does not count."""
    command = [*python(), "-m", "bridge.cli", "ui", str(folder), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    found = next(match[0] for match in (re.search(r"http\S+token=[\w-]+", line) for line in lines) if match)
    time.sleep(8)  # the newest run is read
    yield found
    process.terminate()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Any, address: str) -> tuple[Any, float]:
    """A new viewer's page of the run, and the seconds until its map was drawn."""
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_text("run", exact=True).first.wait_for()
    begin = time.perf_counter()
    page.goto(address.partition("/open")[0] + "/?show=run", wait_until="commit")
    page.wait_for_function(DRAWN)
    return page, time.perf_counter() - begin


def ready(page: Any) -> None:
    """Until everything beside the map is there."""
    page.get_by_text("Report, HTML").wait_for()  # the last of it
    page.evaluate(WATCH)


def click(page: Any, number: int) -> float:
    """Milliseconds until the numbers answer a click on one of the areas in the middle of the map."""
    box = page.locator(".bk-Canvas").first.bounding_box()
    across, up = 0.42 + 0.035 * (number % 7), 0.30 + 0.05 * (number % 5)
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * up)
    page.wait_for_function("window.answered !== undefined", polling=50)
    return float(page.evaluate("window.answered"))


def summed(what: str, values: list[float], unit: str) -> str:
    ordered = sorted(values)
    middle, ninth, most = statistics.median(ordered), ordered[round(0.9 * (len(ordered) - 1))], ordered[-1]
    form = ",.2f" if unit == "s" else ",.0f"
    return (
        f"{what}: median {middle:{form}} {unit}, 90 % within {ninth:{form}}, most {most:{form}}, "
        f"of {len(values)}; {os.getloadavg()[0]:.0f} processes ready to run"
    )


def test_first_picture_and_clicks(browser: Any, address: str, note: Callable[[str], None]) -> None:
    seconds = []
    for _ in range(OPENINGS):
        page, taken = opened(browser, address)
        seconds.append(taken)
        ready(page)
        if len(seconds) < OPENINGS:
            page.context.close()
    note(summed("first picture", seconds, "s"))
    times = [click(page, number) for number in range(CLICKS)]
    note(summed("clicks of one viewer", times, "ms"))
    page.context.close()


def test_a_click_while_others_open_their_pages(
    browser: Any, address: str, note: Callable[[str], None]
) -> None:
    first, _ = opened(browser, address)
    ready(first)
    click(first, 0)
    others, times = [], []
    for number in range(1, VIEWERS):
        page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.goto(address)
        page.goto(address.partition("/open")[0] + "/?show=run", wait_until="commit")
        others.append(page)
        times.append(click(first, number))
    note(summed("clicks while nine others open their pages", times, "ms"))
    for page in others:
        page.set_default_timeout(120_000)
        ready(page)
    pages, times = [first, *others], []
    for number in range(ROUNDS):
        times += [click(page, number + 10) for page in pages]
    note(summed("clicks of ten viewers", times, "ms"))
    for page in pages:
        page.context.close()
