"""What a coupling checks at every exchange: crimes, metrics and loading factors.

No crime may be lost or doubled, the metrics must be the same every hour, and loading factors must be finite
numbers of known categories. The first irregularity ends the run with an error. Apart from the coupler because
a run that NetLogo's window drives makes the same checks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from bridge.base.near_names import hint
from bridge.base.time_windows import stamp
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.errors import ConservationError, ContractError
from bridge.police.contract import CALLS_RECEIVED, INCIDENTS, RECEIVED
from bridge.police.reports import Loading
from bridge.police.table_columns import TableColumns

MAX_LOADING = 100.0
"""Largest loading factor taken: a feedback that runs away would otherwise end in more crimes than memory."""


@dataclass(slots=True)
class Counts:
    """Crimes sampled, received and made incidents so far."""

    sampled: int = 0
    received: int = 0
    incidents: int | None = None
    """None for a model that does not report incidents."""
    unreported: int = 0
    """Crimes that occurred and are reported later."""
    calls: int | None = None
    """Calls received that are not crimes; None for a model that does not count them."""

    @classmethod
    def of(cls, sampled: int, metrics: Mapping[str, float], unreported: int = 0) -> Self:
        """The counts after an hour with these metrics."""
        incidents, calls = (
            int(metrics[name]) if name in metrics else None for name in (INCIDENTS, CALLS_RECEIVED)
        )
        return cls(sampled, int(metrics[RECEIVED]), incidents, unreported, calls)

    @property
    def balanced(self) -> bool:
        """Whether every crime is where it should be; a model may count its calls among the incidents."""
        if self.received + self.unreported != self.sampled:
            return False
        return self.incidents in (None, self.received, self.received + (self.calls or 0))

    def plain(self) -> dict[str, int | None]:
        """For the manifest."""
        calls = {} if self.calls is None else {"calls": self.calls}
        return {
            "sampled": self.sampled,
            "unreported": self.unreported,
            "received": self.received,
            "incidents": self.incidents,
            **calls,
        }


class ExchangeChecks:
    """Checks one run as it goes on."""

    def __init__(self, categories: Sequence[str], areas: Sequence[str] = ()) -> None:
        """Check a run with these crime categories and areas (codes)."""
        self._categories = categories
        self._areas = areas
        self._metric_names: list[str] | None = None
        self._columns: dict[str, list[str]] = {}
        self._last_id = self._last_call = 0
        self.counts = Counts()

    def check_ids(self, crimes: Crimes) -> None:
        """A crime or call sent twice shows in its id: they grow from window to window and differ within one
        (those of calls are negative and fall).
        """
        self._last_id = self._checked(crimes.id.tolist(), self._last_id, "crime", crimes)
        calls = [-one for one in crimes.calls.id.tolist()]
        self._last_call = self._checked(calls, self._last_call, "call", crimes)

    @staticmethod
    def _checked(ids: list[int], last: int, what: str, crimes: Crimes) -> int:
        if not ids:
            return last
        ids.sort()
        if ids[0] <= last or len(set(ids)) < len(ids):
            raise ConservationError(
                f"expected new {what} ids after {last} for {crimes.window}, "
                f"got {ids[0]} to {ids[-1]} in {len(ids)} {what}s: a {what} was sent twice"
            )
        return ids[-1]

    def check_names(self, metrics: Iterable[str], start: datetime) -> None:
        """The metrics of the hour from `start` have the names of the hours before."""
        names = list(metrics)
        if self._metric_names is None:
            if RECEIVED not in names:
                raise ContractError(f"report-metrics must include {RECEIVED!r}, got {names}")
            self._metric_names = names
        # The order counts as well: the columns of the table of ticks are those of the first hour.
        elif names != self._metric_names:
            odd = sorted(set(names) ^ set(self._metric_names)) or "another order"
            raise ContractError(
                f"report-metrics must give the same names every hour, at {stamp(start)} got {odd}"
            )

    def check_tables(self, tables: Iterable[TableColumns]) -> None:
        """The columns of a table are the same each time."""
        for one in tables:
            known = self._columns.setdefault(one.name, one.columns)
            if one.columns != known:
                raise ContractError(
                    f"report-tables must give the columns of {one.name!r} that it gave before, "
                    f"{known}, got {one.columns}"
                )

    def balance(self, crimes: int, metrics: Mapping[str, float], end: datetime, unreported: int = 0) -> None:
        """Add what was sampled up to `end`: crimes sampled = received + not yet reported, and received =
        incidents, cumulatively.
        """
        counts = self.counts = Counts.of(self.counts.sampled + crimes, metrics, unreported)
        if not counts.balanced:
            created = "" if counts.incidents is None else f", incidents created {counts.incidents}"
            called = "" if counts.calls is None else f", calls received {counts.calls}"
            later = f" less {unreported} that are reported later" if unreported else ""
            raise ConservationError(
                f"expected as many crimes received as sampled{later} up to {stamp(end)}, "
                f"got sampled {counts.sampled}, received {counts.received}{created}{called}; "
                f"does the model count {RECEIVED!r} from setup on?"
            )

    def complete(self, loading: Loading) -> tuple[dict[str, float], AreaFactors | None]:
        """The factor of every category, those the model leaves out being 1, and those by area, if any."""
        for category, factor in loading.categories.items():
            self._check_factor(category, factor, "")
        for category, factors in loading.areas.items():
            for area, factor in factors.items():
                if area not in self._places:
                    raise ContractError(f"report-loading: unknown area {area!r}; {hint(area, self._areas)}")
                self._check_factor(category, factor, f" in {area!r}")
        by_category = {category: loading.categories.get(category, 1.0) for category in self._categories}
        return by_category, AreaFactors.of(loading.areas, by_category, self._categories, self._areas)

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self._areas)

    def _check_factor(self, category: str, factor: float, where: str) -> None:
        if category not in self._categories:
            raise ContractError(
                f"report-loading: unknown category {category!r}; {hint(category, self._categories)}"
            )
        if not 0 <= factor <= MAX_LOADING:
            raise ContractError(
                f"report-loading: expected factors up to {MAX_LOADING:g}, got {factor!r} for "
                f"{category!r}{where}"
            )
