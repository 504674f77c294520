"""Every case of tests/netlogo/cases/*.txt, in each of its modes."""

from pathlib import Path

import pytest

from tests.netlogo.language.language_cases import Case, read_cases, run_case

CASES = [case for path in sorted(Path(__file__).parents[1].glob("cases/*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.suite}-{case.name}")
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # cases may write files
    for mode in case.modes:
        run_case(case, mode)
