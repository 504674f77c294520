"""`crims forces` and `crims sliders`: what there is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import ScenarioError
from planning.errors import StaffingError


def run(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(crims, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_forces_are_listed_with_size_and_units() -> None:
    lines = run("forces", "--year", "2018").splitlines()
    assert len(lines) == 44
    (west_yorkshire,) = [line.split() for line in lines if line.startswith("West Yorkshire")]
    assert west_yorkshire[2:] == ["301", "2,029", "2,226,058", "2,319", "324", "91"]


def test_one_force_shows_its_chain_and_its_check() -> None:
    said = run("forces", "west-yorkshire", "--year", "2018")
    assert "x 0.77 present when rostered" in said
    assert "check: 4.3% of all officers on response duties on a weekday morning" in said


def test_a_doubtful_count_is_said() -> None:
    assert "note: 249 of 1741 officers of Derbyshire" in run("forces", "derbyshire", "--year", "2018")


def test_a_table_of_ones_own_must_have_the_force(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("force,year,response,neighbourhood,investigation\nKent,2020,1,1,1\n")
    with pytest.raises(StaffingError, match="expected officers of 'Durham' in the staffing table"):
        run("forces", "durham", "--staffing", str(path))


def test_sliders_of_a_model_of_the_project() -> None:
    said = run("sliders", "police-supply-demand")
    assert said.splitlines()[0].split() == ["name", "kind", "value", "range"]
    assert any(line.split()[1] == "slider" and " to " in line for line in said.splitlines()[1:])


def test_sliders_of_an_unknown_model() -> None:
    with pytest.raises(ScenarioError, match="got 'police-patroll'; did you mean 'police-patrol'"):
        run("sliders", "police-patroll")
    with pytest.raises(ScenarioError, match=r"expected a model file, found none at 'none\.nlogo'"):
        run("sliders", "none.nlogo")
