"""The page over time, in Chromium: reloaded in mid-run, its server gone and back, nearer and farther; and its
picture beside the one that the engine exports.
"""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from bridge.window.serve import WindowServer
from bridge.window.session import Session
from tests.bridge.window.pages import MODEL, ticks
from tests.browser import NEEDS_CHROMIUM, pixels

pytestmark = [NEEDS_CHROMIUM, pytest.mark.filterwarnings("default")]
DIFFERENT = 0.04
"""Share of the pixels that may differ: those at the edges of figures, which are smoothed in two ways."""
SCENE = (
    "clear-all random-seed 3 ask patches [ set pcolor 2 + (pxcor + pycor) mod 3 ] "
    "crt 1 [ set color red set pen-size 6 pen-down setxy 12 8 setxy -10 3 stamp die ] "
    "create-ordered-turtles 9 [ fd 9 set size 4 ] ask turtle 0 [ create-links-with other turtles ]"
)


def say(page: Any, text: str) -> None:
    """Type a line into the command centre, and wait until it is done."""
    for line in (text, 'print "done"'):
        page.locator("#line").fill(line)
        page.locator("#line").press("Enter")
    page.wait_for_function(r"() => /\ndone\n$/.test(document.querySelector('#output').textContent)")
    page.wait_for_timeout(500)


def picture(page: Any) -> Any:
    """The view's pixels in RGB."""
    url = page.evaluate("() => document.querySelector('.view canvas').toDataURL()")
    return pixels(base64.b64decode(url.partition(",")[2]))


def test_the_view_is_the_picture_that_the_engine_exports(page: Any, tmp_path: Path) -> None:
    say(page, SCENE)
    say(page, f'export-view "{tmp_path / "view.png"}"')
    shown = picture(page)
    exported = pixels((tmp_path / "view.png").read_bytes())
    assert shown.shape == exported.shape
    assert (np.abs(shown - exported).max(axis=2) > 64).mean() < DIFFERENT
    assert (
        np.abs(exported - exported[1, 1]).max(axis=2) > 64
    ).mean() > DIFFERENT  # there is something to see


def test_nearer_shows_the_middle_larger_and_zero_shows_all_again(page: Any) -> None:
    def white() -> int:
        page.wait_for_timeout(300)
        return int((picture(page).min(axis=2) > 250).sum())

    say(page, "clear-all ask patch 0 0 [ set pcolor white ]")
    canvas, before = page.locator(".view canvas"), white()
    canvas.focus()
    for _ in range(3):
        canvas.press("+")
    assert before * 2.5 < white() < before * 6  # 1.25 ** 6 is 3.8
    canvas.press("0")
    assert white() == before


def test_a_page_that_is_reloaded_in_mid_run_shows_the_run_as_it_goes_on(page: Any) -> None:
    page.get_by_role("button", name="setup").click()
    say(page, "set similar-wanted 100")
    go = page.get_by_role("button", name="go", exact=True)
    go.click()
    page.wait_for_function("() => /[1-9]/.test(document.querySelector('#ticks').textContent)")
    before = ticks(page)
    page.reload()
    page.wait_for_function("() => document.querySelector('button[aria-pressed=true]') !== null")
    page.wait_for_function(
        "(least) => Number((document.querySelector('#ticks').textContent.match(/[0-9]+/) || [0])[0]) > least",
        arg=before,
    )
    page.get_by_role("button", name="go", exact=True).click()
    page.wait_for_function("() => document.querySelector('button[aria-pressed=true]') === null")


def test_when_the_server_is_gone_the_page_says_so_and_comes_back_with_it(browser: Any) -> None:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    with WindowServer(Session.of(MODEL, seed=1)) as first:
        page.goto(first.address)
        page.get_by_role("button", name="setup").wait_for()
        asked = urlsplit(first.address)
    page.wait_for_function("() => document.querySelector('#connection').textContent.includes('away')")
    [token] = parse_qs(asked.query)["token"]
    with WindowServer(Session.of(MODEL, seed=1), port=asked.port or 0, token=token) as second:
        page.wait_for_function("() => document.querySelector('#connection').textContent === ''")
        page.get_by_role("button", name="setup").click()
        page.wait_for_function("() => /0/.test(document.querySelector('#ticks').textContent)")
        assert second.session.workspace.report("count turtles") > 0
    page.close()
