from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bridge.base.time_windows import Interval, windows
from bridge.coupling.coupler import Coupler, Exchange
from bridge.record.run_tables import Assembly
from bridge.results.picture import draw
from bridge.results.report_tables import tables
from bridge.results.summary import Summariser, Summary
from tests.bridge.doubles import HourlyDemand, TallySupply

START = datetime(2018, 7, 1)


class Officers(TallySupply):
    """Reports every metric that tables and picture know, with values that grow by the hour."""

    def metrics(self) -> dict[str, float]:
        return super().metrics() | {
            "hours-demanded": 2.0 * self.hours,
            "hours-delivered": 1.0 * self.hours,
            "hours-backlog": 1.0 * self.hours,
            "hours-backlog-response": 1.0 * self.hours,
            "hours-demanded-burglary": 2.0 * self.hours,
            "utilisation-response": 0.25 if self.hours <= 24 else 0.75,
            "on-duty-response": 8.0,
            "attendance-hours-1": 0.5,
            "attended-1": 6.0,
            "waiting-1": 2.0,
        }


def exchanges(supply: TallySupply) -> list[Exchange]:
    plan = windows(START, datetime(2018, 7, 3), Interval(1, "d"))
    return list(Coupler(HourlyDemand(), supply).run(plan))


def summary(supply: TallySupply) -> Summary:
    summariser = Summariser()
    for exchange in exchanges(supply):
        summariser.add(exchange)
    return summariser.result()


def printed(supply: TallySupply) -> list[str]:
    console = Console(file=StringIO(), width=100)
    for table in tables(summary(supply)):
        console.print(table)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def test_summary_of_two_days() -> None:
    found = summary(Officers())
    assert (found.hours, found.exchanges, found.crimes, found.suspects) == (48, 2, 48, 24)
    assert found.by_category == {"burglary": 24, "drugs": 24}
    use = found.metrics["utilisation-response"]
    assert (use.last, use.mean, use.minimum, use.maximum) == (0.75, 0.5, 0.25, 0.75)
    assert found.loading["burglary"].mean == 1.36


def test_nothing_to_sum_up() -> None:
    with pytest.raises(ValueError, match="at least one exchange"):
        Summariser().result()


def test_tables_show_work_pools_and_priorities() -> None:
    lines = printed(Officers())
    assert "burglary 24 96 - - 1.480" in lines
    assert "all 48 96 48 48" in lines
    assert "response 50% 75% 75% 8 48" in lines
    assert "1 0.50 6 2 - -" in lines


def test_a_model_without_known_metrics_gets_crimes_and_loading() -> None:
    lines = printed(TallySupply())
    assert "drugs 24 1.000" in lines
    assert not any("priority" in line or "pool" in line for line in lines)


@pytest.mark.parametrize("supply", [Officers, TallySupply])
def test_the_picture_is_a_png(supply: type[TallySupply], tmp_path: Path) -> None:
    with Assembly(tmp_path, START) as assembly:
        for exchange in exchanges(supply()):
            assembly.append(exchange)
    draw(tmp_path, tmp_path / "picture", "title")
    assert (tmp_path / "picture").read_bytes().startswith(b"\x89PNG")
