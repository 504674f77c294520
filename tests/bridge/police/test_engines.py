"""Which engine runs the model, and where NetLogo is looked for."""

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import EngineUnavailable
from bridge.police.engines import NetLogoSupply, installed_folder, locate, maker
from bridge.police.supply import EmbeddedSupply
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from netlogo.jvm import NetLogoUnavailable


def make_home(folder: Path) -> Path:
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "netlogo-6.4.0.jar").touch()
    return folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with no NetLogo anywhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NETLOGO_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def test_places_are_tried_in_their_order(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("6.4.0", "6.10.0"):
        make_home(installed_folder() / f"NetLogo {version}")
    assert locate().home == installed_folder() / "NetLogo 6.10.0"
    (places / ".env").write_text(f"NETLOGO_HOME={make_home(places / 'file')}\n")
    assert locate().home == places / "file"
    monkeypatch.setenv("NETLOGO_HOME", str(make_home(places / "variable")))
    assert locate().home == places / "variable"
    assert locate(make_home(places / "option")).home == places / "option"


def test_no_netlogo_names_every_place(places: Path) -> None:
    with pytest.raises(
        NetLogoUnavailable, match=r"--netlogo-home, NETLOGO_HOME, NETLOGO_HOME in \.env, the folder"
    ):
        locate()


def test_no_netlogo_is_an_engine_that_is_unavailable(places: Path) -> None:
    with pytest.raises(EngineUnavailable, match="crims netlogo install"):
        NetLogoSupply(police_model(HOURLY))


def test_a_missing_jpype_is_an_engine_that_is_unavailable(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jpype", None)
    with pytest.raises(EngineUnavailable, match=r"pip install jpype1"):
        NetLogoSupply(police_model(HOURLY), home=make_home(places / "home"))


def test_the_scenario_names_the_engine(places: Path) -> None:
    make = maker(places / "nowhere")
    assert isinstance(make(Scenario.of()), EmbeddedSupply)
    with pytest.raises(EngineUnavailable, match="nowhere"):
        make(Scenario.of(abm="netlogo"))


def test_the_command_line_says_what_is_missing(places: Path) -> None:
    result = CliRunner().invoke(crims, ["run", "--abm", "netlogo", "--out", "run"])
    assert isinstance(result.exception, EngineUnavailable)


def test_a_misspelt_engine_is_told() -> None:
    result = CliRunner().invoke(crims, ["run", "--abm", "netlog"])
    assert "netlogo" in str(result.exception)


def test_the_police_model_runs_alike_on_netlogo_itself() -> None:
    if not os.environ.get("NETLOGO_HOME"):
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to run this on")
    pytest.importorskip("jpype")
    result = CliRunner().invoke(crims, ["dock", "--seeds", "1", "--end", "2018-07-02", "--area", "Leeds"])
    assert "1 of 1 seeds equal" in result.output, result.output
