"""The fixtures for tests of NetLogo code, as a user's test has them."""

import subprocess
import sys
from pathlib import Path

import pytest

import netlogo
from netlogo import LogoError
from netlogo.pytest_plugin import MakeModel

HERE = Path(netlogo.__file__).parent
CLOCK = HERE / "includes" / "clock.nls"
DEMO = HERE / "models" / "schelling-demo.nlogo"
SPREAD = """
to plant [ n ] ask n-of n patches [ set pcolor green ] end
to-report planted report count patches with [ pcolor = green ] end
"""


@pytest.mark.parametrize(("hour", "expected"), [(8, 8), (23, 23), (24, 0)])
def test_an_include_with_its_interface(netlogo_code: MakeModel, hour: int, expected: int) -> None:
    since = "to-report hours-elapsed report ticks end"
    clock = netlogo_code(CLOCK, code=since, start_hour=hour, start_weekday=6, start_date="2018-07-01")
    assert clock.report("hour-of-day") == expected
    assert clock.call("date-after", "2018-12-31", 1) == "2019-01-01"


def test_settings_survive_clear_all(netlogo_code: MakeModel) -> None:
    model = netlogo_code(code="to-report both report list share busy? end", share=0.5, **{"busy?": True})
    model.command("clear-all")
    assert model.report("both") == [0.5, True]


def test_a_small_world(netlogo_code: MakeModel) -> None:
    model = netlogo_code(code=SPREAD)
    model.call("plant", 3)
    assert model.call("planted") == 3
    model.check("count patches = 25", "planted = 3")
    assert netlogo_code(size=1, wrap=True).report("[ count neighbors ] of patch 1 1") == 8
    assert netlogo_code(size=1).report("[ count neighbors ] of patch 1 1") == 3


def test_check_quotes_what_does_not_hold(netlogo_code: MakeModel) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"^not true in the model: count patches = 1$"):
        netlogo_code().check("count turtles = 0", "count patches = 1")


def test_errors_name_file_and_line(netlogo_code: MakeModel, tmp_path: Path) -> None:
    include = tmp_path / "bad.nls"
    include.write_text("to-report third [ l ]\n  report item 2 l\nend\n", encoding="utf-8")
    with pytest.raises(LogoError, match="element 2") as caught:
        netlogo_code(include).call("third", [1, 2])
    assert caught.value.line == 2


def test_a_whole_model(netlogo_model: MakeModel) -> None:
    empty = netlogo_model(DEMO, density=0)
    assert empty.report("count turtles") == 0
    assert netlogo_model(DEMO).report("count turtles") > 0
    assert netlogo_model(DEMO, setup=False).report("count turtles") == 0


def test_same_seed_same_world(netlogo_model: MakeModel) -> None:
    first, same, other = (netlogo_model(DEMO, seed=seed).report("count turtles") for seed in (1, 1, 2))
    assert first == same
    assert first != other


def test_pytest_finds_the_fixtures_by_itself(tmp_path: Path) -> None:
    (tmp_path / "m.nls").write_text("to-report twice [ x ] report 2 * x end", encoding="utf-8")
    (tmp_path / "test_m.py").write_text(
        "def test_twice(netlogo_code):\n    assert netlogo_code('m.nls').call('twice', 2) == 4\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "1 passed" in done.stdout, done.stdout
