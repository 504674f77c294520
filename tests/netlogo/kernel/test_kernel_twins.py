"""Arithmetic, comparison, lists and strings in C beside the same in Python, for all pairs of some values."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

import netlogo
from netlogo.runtime.values import dump

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

NUMBERS = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 7.0, 1e-300, 1e300, -1e308, 2.0**53, math.pi]
INPUTS = {
    1: (
        "neg",
        "check_number",
        "check_boolean",
        "first",
        "last",
        "length",
        "empty_p",
        "but_first",
        "but_last",
    ),
    2: (
        *("add", "sub", "mul", "div", "mod", "remainder", "lt", "gt", "le", "ge", "logo_equal"),
        *("position", "member_p", "item", "fput", "lput", "word"),
    ),
    3: ("replace_item", "substring"),
}


@pytest.fixture(scope="module")
def space() -> dict[str, Any]:
    """What generated code sees, with some agents in it."""
    workspace = netlogo.Workspace.from_code("breed [as a] globals [gone]")
    workspace.command("create-as 3 crt 2 ask a 0 [ create-links-with other turtles ]")
    workspace.command("set gone turtle 4 ask gone [ die ]")
    names: dict[str, Any] = workspace._engine.namespace
    found = ["turtle 0", "turtle 1", "gone", "patch 0 0", "patch 1 0", "link 0 1", "nobody", "turtles", "as"]
    found += ["no-turtles", "[neighbors] of patch 0 0", "(list turtle 1 patch 1 0 nobody)"]
    names["found"] = [workspace.report(text) for text in found]
    names["kept"] = workspace
    return names


def values(space: dict[str, Any]) -> list[Any]:
    lists = [[], [1.0], [2.5, "a", True, [1.0, ["b"]]], [[], [1.0]], NUMBERS[:4]]
    return [*NUMBERS, True, False, "", "a", "b", "ä\u4e00\U0001f600", *lists, *space["found"]]


def outcome(function: Any, inputs: tuple[Any, ...]) -> str:
    try:
        result = function(*inputs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    sign = math.copysign(1.0, result) if result.__class__ is float else ""
    return f"{type(result).__name__} {dump(result, readable=True)} {sign}"


@pytest.mark.parametrize(("count", "name"), [(n, name) for n, names in INPUTS.items() for name in names])
def test_same_results_and_errors(space: dict[str, Any], count: int, name: str) -> None:
    quick = space[name]
    some = values(space)
    if count == 3:
        some = some[::2]
    for inputs in itertools.product(some, repeat=count):
        assert outcome(quick, inputs) == outcome(quick.__wrapped__, inputs), inputs
