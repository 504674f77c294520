"""`crims status` shows experiments beside runs."""

from pathlib import Path

from click.testing import CliRunner

from bridge.cli import crims
from tests.bridge.analysis.made import made_experiment


def test_an_experiment_is_shown_with_its_failures(tmp_path: Path) -> None:
    made_experiment(tmp_path, lambda x: float("nan") if x[0] < 0.2 else x[0], "lhs", 20, [(0.0, 1.0)])
    found = CliRunner().invoke(crims, ["status", str(tmp_path)], catch_exceptions=False)
    assert found.exit_code == 0
    assert "16 of" in found.output
    assert "it failed" in found.output
    assert "complete" in found.output
