"""A model's page in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.window.serve import WindowServer
from bridge.window.session import Session
from tests.bridge.window.pages import MODEL


@pytest.fixture
def server() -> Iterator[WindowServer]:
    with WindowServer(Session.of(MODEL, seed=1)) as server:
        yield server


@pytest.fixture
def page(browser: Any, server: WindowServer) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    context.set_default_timeout(120_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.address)
    page.get_by_role("button", name="setup").wait_for()
    page.complaints = complaints
    yield page
    context.close()
