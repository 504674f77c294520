"""A run whose police model the user has open already."""

import json
import os
import subprocess
import sys

import pytest

import crims
from netlogo import pynetlogo
from tests.conftest import ROOT
from tests.crims.conftest import SIX_HOURS

THEIRS = """
import json, sys
from pathlib import Path
import pynetlogo
import crims
model = crims.Scenario.of(model=Path("police-supply-demand")).model_path
link = pynetlogo.NetLogoLink(gui=False, netlogo_home=sys.argv[1])
link.load_model(str(model))
options = json.loads(sys.argv[2])
run = crims.run(**options, link=link, model=Path("police-supply-demand"), seed=3)
print(json.dumps([run.summary, link.report("ticks"), run.manifest.engine]), flush=True)
link.kill_workspace()
"""


def test_a_link_of_ours_is_the_supply_and_stays_open(six_hours: crims.Run) -> None:
    link = pynetlogo.NetLogoLink()
    link.load_model(six_hours.scenario.model_path)
    found = crims.run(**SIX_HOURS, seed=3, link=link)
    assert found.summary == six_hours.summary
    assert link.report("ticks") == 6


def test_a_link_that_is_none_is_refused() -> None:
    with pytest.raises(crims.EngineUnavailable, match="expected a NetLogoLink"):
        crims.run(**SIX_HOURS, link="a link")


def test_a_link_of_pynetlogo_is_the_supply_and_stays_open(six_hours: crims.Run) -> None:
    home = os.environ.get("NETLOGO_HOME")
    if not home:
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to link to")
    pytest.importorskip("pynetlogo", reason="pynetlogo is not installed")
    options = json.dumps({name: value for name, value in SIX_HOURS.items() if name != "model"})
    done = subprocess.run(  # a process has one Java machine: pyNetLogo starts its own
        [sys.executable, "-c", THEIRS, home, options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
    )
    assert done.returncode == 0, done.stderr
    summary, ticks, engine = json.loads(done.stdout.splitlines()[-1])
    assert engine == "netlogo"
    assert ticks == 6
    assert summary == six_hours.summary
