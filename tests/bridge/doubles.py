"""A demand and a supply side in plain Python, with results one can work out by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from bridge.base.time_windows import Window
from bridge.coupling.handover import Handover
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes, Row
from bridge.demand.demand import Costs, DemandInfo
from bridge.demand.request import DemandRequest
from bridge.demand.texts import Texts
from bridge.police.contract import Needs
from bridge.police.reports import Loading
from bridge.police.supply import Given, SupplyInfo
from bridge.police.table_columns import TableColumns

CATEGORIES = ("burglary", "drugs")


def make_crimes(window: Window, first_id: int = 1, minutes: Sequence[int] = ()) -> Crimes:
    """Crimes at the given minutes after the window's start, burglary for odd ids and drugs for even ones."""
    count = len(minutes)
    codes = np.arange(first_id + 1, first_id + 1 + count, dtype=np.uint32) % 2
    one = np.zeros(count, dtype=np.uint32)
    return Crimes(
        window=window,
        id=np.arange(first_id, first_id + count, dtype=np.int64),
        minute=np.array(minutes, dtype=np.uint32),
        reported=np.array(minutes, dtype=np.float64),
        msoa=Texts(("E02000001",), one),
        category=Texts(CATEGORIES, codes),
        code=Texts(("28A", "92A"), codes),
        description=Texts(("Burglary", "Drugs"), codes),
        suspect=codes == 1,
        severity=np.where(codes == 1, 20.0, 438.0),
        investigation=Texts(("maybe", "no"), codes),
        grade=np.full(count, 3, dtype=np.uint8),
        scene_minutes=np.full(count, 30.0),
    )


def handed_over(*windows: Crimes) -> list[list[Row]]:
    """The crimes reported in each hour of windows that touch, for a model with the usual needs."""
    handover = Handover(windows[0].window.start, Needs())
    hours = []
    for crimes in windows:
        handover.add(crimes)
        hours += [handover.next()[0] for _ in range(crimes.window.hours)]
    return hours


class HourlyDemand:
    """Samples one crime at minute 30 of every hour, and remembers under which loading."""

    def __init__(self, spec: DemandRequest | None = None) -> None:
        self.spec = spec
        self.info = DemandInfo(areas=1, categories=CATEGORIES, versions={"numpy": "1"}, notes=["made up"])
        self.asked: list[tuple[Window, dict[str, float]]] = []
        self.closed = False
        self._next = 1

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        self.asked.append((window, dict(loading)))
        crimes = make_crimes(window, self._next, [60 * hour + 30 for hour in range(window.hours)])
        self._next += window.hours
        return crimes

    def close(self) -> Costs:
        self.closed = True
        return Costs({"sample": 0.0}, 1024)

    def abandon(self) -> None:
        self.closed = True


class TallySupply:
    """Counts what it receives; its loading for burglary is 1 plus a hundredth of the crimes so far."""

    def __init__(self) -> None:
        self.info = SupplyInfo(engine="tally", settings={"officers": 3.0})
        self.needs = Needs()
        self.rows: list[list[Row]] = []
        self.hours = 0
        self.received = 0

    def setup(self, start: datetime, seed: int, given: Given | None = None) -> None:
        self.start, self.seed, self.given = start, seed, given

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        self.rows.append(list(crimes))
        self.received += len(crimes)

    def tick(self) -> None:
        self.hours += 1

    def metrics(self) -> dict[str, float]:
        return {"crimes-received": float(self.received), "incidents-created": float(self.received)}

    def loading(self) -> Loading:
        return Loading({"burglary": 1 + self.received / 100}, {})

    def tables(self, *, last: bool) -> list[TableColumns]:
        return []

    def notes(self) -> dict[str, float]:
        return {}

    def reference(self) -> list[list[Any]]:
        return []

    def keep_files_in(self, folder: Path) -> None:
        self.files = folder

    def snapshot(self) -> bytes | None:
        return b"%d %d" % (self.hours, self.received)

    def restore(self, state: bytes) -> None:
        self.hours, self.received = map(int, state.split())

    def close(self) -> None:
        pass
