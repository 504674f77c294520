import sys
from pathlib import Path

import pytest

from tests.bridge.endurance.crowding import crowd


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")
def test_runs_at_once_beside_a_stalled_client_are_as_each_alone(tmp_path: Path) -> None:
    seen = crowd(runs=2, hours=50, rate=5, idle=10.0, folder=tmp_path)
    assert seen.differences == []
    assert seen.refused == "busy: all 3 sessions are in use; try again later"
    assert "expired after 10 s" in seen.expired
