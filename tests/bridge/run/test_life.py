"""Some lives of a run directory; `make faults-life` draws hundreds."""

from pathlib import Path

from tests.bridge.run.life import live


def test_a_run_completes_as_undisturbed_or_is_refused(tmp_path: Path) -> None:
    live(6, tmp_path, again=True)
