"""The page as people use it, in Chromium: controls, two tabs, a dropped socket, strangers, accessibility."""

from typing import Any

import pytest

from bridge.window.serve import WindowServer
from tests.browser import NEEDS_CHROMIUM

pytestmark = [NEEDS_CHROMIUM, pytest.mark.filterwarnings("default")]


def test_buttons_sliders_and_monitors_do_what_they_do_in_netlogo(page: Any, server: WindowServer) -> None:
    page.get_by_role("button", name="setup").click()
    go = page.get_by_role("button", name="go", exact=True)
    go.click()
    page.wait_for_function("() => /[1-9]/.test(document.querySelector('#ticks').textContent)")
    assert go.get_attribute("aria-pressed") == "true"
    go.click()
    page.wait_for_function("() => document.querySelector('button[aria-pressed=true]') === null")
    page.get_by_label("density").fill("55")
    page.wait_for_timeout(300)
    assert server.session.workspace.get_global("density") == 55.0
    assert float(page.get_by_label("% segregated").inner_text()) > 0
    assert page.complaints == []


def test_the_view_has_the_colours_of_the_world(page: Any, server: WindowServer) -> None:
    page.locator("#line").fill("ask patches [ set pcolor red ] crt 1 [ set size 5 set color white ]")
    page.locator("#line").press("Enter")
    page.wait_for_timeout(700)
    middle, corner = page.evaluate(
        """() => { const c = document.querySelector('.view canvas'), g = c.getContext('2d');
        const at = (x, y) => [...g.getImageData(x, y, 1, 1).data.slice(0, 3)];
        return [at(c.width / 2, c.height / 2), at(3, 3)]; }"""
    )
    assert corner == [215, 50, 41]
    assert middle == [255, 255, 255]


def test_the_drawing_lies_between_patches_and_turtles(page: Any) -> None:
    def colour(x: float, y: float) -> list[int]:
        found: list[int] = page.evaluate(
            """([x, y]) => { const c = document.querySelector('.view canvas'), g = c.getContext('2d');
            const at = [c.width * (x + 16.5) / 33, c.height * (16.5 - y) / 33];
            return [...g.getImageData(...at, 1, 1).data.slice(0, 3)]; }""",
            [x, y],
        )
        return found

    def do(text: str) -> None:
        page.locator("#line").fill(text)
        page.locator("#line").press("Enter")
        page.wait_for_timeout(700)

    do("ca crt 1 [ set color red set pen-size 12 pd setxy 10 0 set color white set size 4 ]")
    assert [colour(5, 0), colour(10, 0), colour(5, 3)] == [[215, 50, 41], [255, 255, 255], [0, 0, 0]]
    do("clear-drawing")
    assert colour(5, 0) == [0, 0, 0]


def test_the_command_centre_answers_and_says_errors(page: Any) -> None:
    for text in ("print 6 * 7", "count patches", "fd blah"):
        page.locator("#line").fill(text)
        page.locator("#line").press("Enter")
    page.wait_for_function("() => document.querySelector('#output').textContent.includes('ERROR')")
    shown = page.locator("#output").inner_text()
    assert "42" in shown
    assert "1089" in shown
    assert "BLAH" in shown


def test_wrong_code_is_shown_at_its_place(page: Any) -> None:
    page.get_by_role("tab", name="Code").click()
    page.locator("#text").fill("to setup\n  fd blah\nend")
    page.get_by_role("button", name="Check").click()
    page.locator("#errors li").wait_for()
    assert ":2:6" in page.locator("#errors").inner_text()
    assert page.evaluate("() => document.querySelector('#text').selectionStart") == 14


def test_two_tabs_show_the_same_and_a_dropped_socket_comes_back(
    page: Any, browser: Any, server: WindowServer
) -> None:
    other = browser.new_page()
    other.goto(server.address)
    page.get_by_role("button", name="setup").click()
    page.get_by_label("density").fill("65")
    other.wait_for_function("() => document.querySelector('input[type=range][max=\"98\"]')?.value === '65'")
    for viewer in server.session.audience.viewers:
        viewer.close()
    page.wait_for_function("() => document.querySelector('#connection').textContent.includes('away')")
    page.wait_for_function("() => document.querySelector('#connection').textContent === ''", timeout=120000)
    page.get_by_role("button", name="setup").click()
    other.close()


def test_without_the_token_or_from_another_site_nothing_is_shown(browser: Any, server: WindowServer) -> None:
    page = browser.new_page()
    page.goto(server.address.partition("?")[0])
    page.wait_for_function("() => document.querySelector('#connection').textContent.includes('token')")
    page.close()
    elsewhere = browser.new_page()
    elsewhere.route(
        "http://other.example/", lambda route: route.fulfill(body="<p>hello", content_type="text/html")
    )
    elsewhere.goto("http://other.example/")
    socket = server.address.replace("http:", "ws:").replace("/?", "/socket?")
    code = elsewhere.evaluate(
        "(url) => new Promise((done) => { const s = new WebSocket(url); s.onclose = (e) => done(e.code); "
        "s.onmessage = () => done('let in'); })",
        socket,
    )
    assert code != "let in"
    elsewhere.close()


def test_it_is_accessible(page: Any) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )
    found = axe.Axe().run(page)
    serious = [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == []
