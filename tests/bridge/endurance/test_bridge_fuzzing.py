import sys

import pytest

from tests.bridge.endurance import file_fuzzing
from tests.bridge.endurance.message_fuzzing import ROUNDS, fuzz


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")
def test_any_bytes_are_answered_or_dropped() -> None:
    answers, memory = fuzz(ROUNDS * 60, seed=1)
    assert answers["internal"] == 0
    assert answers["message"] > 100  # the storm got through
    assert answers["Opened"] > 0
    assert memory[-1] < 1.15 * memory[ROUNDS // 4]


def test_any_file_is_read_or_refused_with_one_clear_error() -> None:
    each_byte_counts = ("counts.ods", "run.json")
    ends, faults = file_fuzzing.fuzz(1500, seed=5)
    assert faults == []
    for name in {one.split()[0] for one in ends}:  # the damage is neither too light nor too heavy to tell
        assert ends[f"{name} refused"] > 20 or name.startswith("cached"), name
        assert ends[f"{name} read"] > 0 or name in each_byte_counts, name


@pytest.mark.parametrize("case", [1605, 2500, 48605, 49014, 58723, 81713, 89120])
def test_files_that_once_ended_otherwise(case: int) -> None:
    assert file_fuzzing.fuzz(1, 1, case)[1] == []
