"""Small fixtures that several tests share, and what is said when all tests have run."""

import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BEGUN = time.monotonic()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long it took, and what was skipped for want of what: each reason once."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    minutes, seconds = divmod(round(time.monotonic() - BEGUN), 60)
    terminalreporter.section(f"{minutes} min {seconds} s; {reasons.total()} tests skipped")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:5}  {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; the test is skipped where there is none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}")
    return folder


@pytest.fixture
def july() -> datetime:
    """A Sunday midnight: 1 July 2018."""
    return datetime(2018, 7, 1)
