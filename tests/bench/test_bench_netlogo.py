"""What the coupling of real NetLogo costs beside the same ticks run inside one `repeat`.

Skipped where NETLOGO_HOME is not set. Times of a busy machine scatter: the best of several rounds counts.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.police.engines import NetLogoSupply

pytestmark = pytest.mark.bench

MODEL = """globals [ crimes-received ]
to setup clear-all create-turtles 300 [ setxy random-xcor random-ycor ] reset-ticks end
to receive-crimes [ crimes ] set crimes-received crimes-received + length crimes end
to go ask turtles [ rt random 50 fd 1 ] tick end
to-report report-loading report [] end
to-report report-metrics
  report fput (list "crimes-received" crimes-received)
    map [ i -> (list (word "metric-" i) (i * ticks)) ] range 90
end
"""
TICKS, ROUNDS = 300, 25
CRIME = [1.0, "E02002330", "violence and sexual offences", "8N", "Assault", 12.0, True, 2.5, "yes"]


@pytest.fixture(scope="module")
def supply(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetLogoSupply]:
    """A model with 91 metrics on NetLogo itself."""
    if not os.environ.get("NETLOGO_HOME"):
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to measure")
    pytest.importorskip("jpype")
    path = tmp_path_factory.mktemp("bench") / "bench.nlogo"
    view = Path(__file__).parents[2] / "netlogo" / "models" / "schelling-demo.nlogo"
    sections = view.read_text().split("@#$#@#$#@\n")
    widgets = "\n\n".join(one for one in sections[1].split("\n\n") if one.startswith("GRAPHICS-WINDOW"))
    path.write_text("@#$#@#$#@\n".join([MODEL, widgets + "\n", *sections[2:]]))
    made = NetLogoSupply(path)
    made._netlogo.command("random-seed 1 setup")
    yield made
    made.close()


def test_coupling_costs_little_beside_netlogos_own_work(supply: NetLogoSupply) -> None:
    """At most 0.2 ms a tick for handing over, running and reading; NetLogo's own work is taken off."""
    inside = supply._netlogo.compile_command(
        f"repeat {TICKS} [ receive-crimes [] go let ignored report-metrics ]"
    )

    def coupled() -> None:
        for _ in range(TICKS):
            supply.receive([])
            supply.tick()
            supply.metrics()

    own, all_in = best(inside, coupled)
    cost = (all_in - own) / TICKS
    print(f"\n{all_in / own:.2f} x one repeat of {own / TICKS * 1e3:.3f} ms a tick: + {cost * 1e6:.0f} us")
    assert cost < 200e-6


def test_a_crime_costs_little(supply: NetLogoSupply) -> None:
    """At most 20 microseconds for each crime."""
    rows = [[float(number), *CRIME[1:]] for number in range(200)]
    take = supply._netlogo.call
    some, none = best(lambda: take("receive-crimes", [rows]), lambda: take("receive-crimes", [[]]))
    cost = (some - none) / len(rows)
    print(f"\n{cost * 1e6:.1f} us a crime")
    assert cost < 20e-6


def best(*actions: Callable[[], object]) -> list[float]:
    """Seconds of each action's quickest of several rounds, in turns; the first rounds warm Java up."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for action, taken in zip(actions, times, strict=True):
            begun = time.perf_counter()
            action()
            taken.append(time.perf_counter() - begun)
    return [min(taken) for taken in times]
