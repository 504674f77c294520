import sys

import pytest

from tests.bridge.fuzzing import ROUNDS, fuzz


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")
def test_any_bytes_are_answered_or_dropped() -> None:
    answers, memory = fuzz(ROUNDS * 60, seed=1)
    assert answers["internal"] == 0
    assert answers["message"] > 100  # the storm got through
    assert answers["Opened"] > 0
    assert memory[-1] < 1.15 * memory[ROUNDS // 4]
