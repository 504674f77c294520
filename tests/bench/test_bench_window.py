"""The browser window: from opening its address to the first picture, beside opening a bare file."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bridge.scenario.models import police_model
from bridge.window.serve import WindowServer
from bridge.window.session import Session
from netlogo.modelfile.read_model import read_model
from tests.bench.conftest import Ratio
from tests.browser import CHROMIUM, FLAGS, NEEDS_CHROMIUM

pytestmark = [pytest.mark.bench, NEEDS_CHROMIUM]
SHOWN = "() => (document.querySelector('.view canvas')?.width ?? 300) !== 300"
"""A canvas is 300 wide until the first picture is drawn on it."""


@pytest.mark.parametrize("name", ["schelling-demo", "police-patrol"])
def test_first_picture(name: str, compare: Callable[[Ratio], None]) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    ours, theirs = [], []
    with (
        WindowServer(Session(read_model(police_model(name)), 1)) as server,
        sync_api.sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(5):
            page = browser.new_page()
            begin = time.perf_counter()
            page.goto(server.address.partition("?")[0] + "window.css")
            theirs.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            page.goto(server.address)
            page.wait_for_function(SHOWN)
            ours.append(time.perf_counter() - begin)
            page.close()
        browser.close()
    print(f"first picture of {name}: {min(ours):.2f} s after opening, at most {max(ours):.2f} s")
    size = len(server.session.workspace.world.patches.items)
    compare(Ratio(f"window {name}"[:14], size, "a bare file in Chromium", min(ours), min(theirs), 1, "pages"))
