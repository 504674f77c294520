"""Five NetLogo models on the embedded engine, each beside the same model in Mesa in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import netlogo
from tests.bench.conftest import Ratio, best_seconds

mesa_models = pytest.importorskip("tests.bench.mesa_models", reason="Mesa is not installed")
pytestmark = pytest.mark.bench
MODELS = Path(__file__).parent / "models"

# model -> (whether a size is a side of the world or a population, sizes, ticks timed)
SIZES = {
    "predation": ("side", (21, 51, 101), 20),
    "segregation": ("side", (20, 50, 100), 10),
    "flocking": ("population", (50, 100, 200), 10),
    "fire": ("side", (51, 101, 251), 50),
    "contact": ("population", (100, 1_000, 10_000), 20),
}
CASES = [(name, meaning, size, ticks) for name, (meaning, sizes, ticks) in SIZES.items() for size in sizes]


def ours(name: str, meaning: str, size: int) -> Callable[[], None]:
    """A set-up model's `go`; a population lives on a world of 100 x 100, as in Mesa's examples."""
    side = size if meaning == "side" else 100
    workspace = netlogo.Workspace.from_code(
        (MODELS / f"{name}.nls").read_text(encoding="utf-8"),
        min_pxcor=0,
        max_pxcor=side - 1,
        min_pycor=0,
        max_pycor=side - 1,
        wrap_x=name != "fire",
        wrap_y=name != "fire",
    )
    workspace.command("random-seed 1")
    workspace.command("setup" if meaning == "side" else f"setup {size}")
    return workspace.compile_command("go")


@pytest.mark.parametrize(("name", "meaning", "size", "ticks"), CASES, ids=lambda value: str(value))
def test_engine_beside_mesa(
    compare: Callable[[Ratio], None], name: str, meaning: str, size: int, ticks: int
) -> None:
    def repeat(step: Callable[[], None]) -> Callable[[], None]:
        return lambda: [step() for _ in range(ticks)] and None

    our_step = ours(name, meaning, size)
    their_step = getattr(mesa_models, name)(size)
    compare(
        Ratio(
            name,
            size,
            "Mesa",
            best_seconds(repeat(our_step), clock=time.process_time),
            best_seconds(repeat(their_step), clock=time.process_time),
            ticks,
            "ticks",
        )
    )
