"""A workspace for all tests of a module, and the way to build a force in it."""

from __future__ import annotations

from typing import Any

import pytest

from netlogo import Workspace
from tests.netlogo.police.force import MODEL, Build, Police


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.open(MODEL)


@pytest.fixture
def police(workspace: Workspace) -> Build:
    def build(seed: int = 1, **shorthand: Any) -> Police:
        settings = shorthand.pop("settings", {})
        for number, name in ((1, "early"), (2, "late"), (3, "night")):
            for pool in ("response", "investigation"):
                key = f"{pool}_{name}"
                if key in shorthand:
                    settings = {**settings, f"{pool}-shift-{number}": shorthand.pop(key)}
        if "start_hour" in shorthand:
            settings = {**settings, "start-hour": shorthand.pop("start_hour")}
        assert not shorthand
        model = Police(workspace)
        model.set_up(settings, seed)
        return model

    return build
