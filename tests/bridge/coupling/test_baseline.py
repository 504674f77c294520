"""The reference: kept by content, the mean of several runs, or another run's."""

from pathlib import Path

import pytest

from bridge.coupling import baseline
from bridge.coupling.baseline import REFERENCE, Reference, mean_rows, read_reference, reference_of
from bridge.demand.demand import DemandInfo
from bridge.errors import ScenarioError
from bridge.scenario.scenario import Scenario

INFO = DemandInfo(areas=1, area_codes=("E02002183",), area_rates=(1.0,), years=(2018,))
TAKES = ["receive-reference", "report-reference"]


def test_the_mean_of_runs_is_taken_number_by_number() -> None:
    runs = [[["patrol", [1.0, 2.0]], ["free", 4.0]], [["patrol", [3.0, 2.0]], ["free", 5.0]]]
    assert mean_rows(runs) == [["patrol", [2.0, 2.0]], ["free", 4.5]]
    with pytest.raises(ScenarioError, match="expected 'patrol' alike"):
        mean_rows([runs[0], [["patrol", [1.0]], ["free", 5.0]]])


def test_it_is_computed_once_for_all_scenarios_of_a_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRIMS_CACHE_DIR", str(tmp_path))
    seeds: list[int] = []

    def run(base: Scenario, seed: int, *_: object) -> list[list[object]]:
        seeds.append(seed)
        return [["free", float(seed)]]

    monkeypatch.setattr(baseline, "run_baseline", run)
    found = [
        reference_of(Scenario.of(start=f"2018-07-{day:02}", seed=day), INFO, TAKES, lambda *_: None)  # type: ignore[arg-type, return-value]
        for day in (1, 9)
    ]
    assert seeds == list(baseline.SEEDS)
    assert found[0] == found[1]
    assert found[0] is not None
    assert found[0].rows == [["free", 102.0]]
    reference_of(Scenario.of(force="Durham"), INFO, TAKES, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert len(seeds) == 6


def test_another_runs_world_can_be_named(tmp_path: Path) -> None:
    reference = Reference("a run", [["free", 3.0]])
    baseline.write_reference(tmp_path / REFERENCE, reference)
    scenario = Scenario.of(reference=tmp_path)
    assert reference_of(scenario, INFO, TAKES, lambda *_: None) == reference  # type: ignore[arg-type, return-value]
    with pytest.raises(ScenarioError, match="expected a model with receive-reference"):
        reference_of(scenario, INFO, [], lambda *_: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(ScenarioError, match="there is no"):
        read_reference(tmp_path / "nothing" / REFERENCE)
