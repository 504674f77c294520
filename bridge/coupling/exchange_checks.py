"""What a coupling checks at every exchange: crimes, metrics and loading factors.

No crime may be lost or doubled, the metrics must be the same every hour, and loading factors must be finite
numbers of known categories. The first irregularity ends the run with an error. Apart from the coupler because
a run that NetLogo's window drives makes the same checks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bridge.base.near_names import hint
from bridge.base.time_windows import stamp
from bridge.demand.crime_rows import Crimes
from bridge.errors import ConservationError, ContractError
from bridge.police.contract import INCIDENTS, RECEIVED

MAX_LOADING = 100.0
"""Largest loading factor taken: a feedback that runs away would otherwise end in more crimes than memory."""


@dataclass(slots=True)
class Counts:
    """Crimes sampled, received and made incidents so far."""

    sampled: int = 0
    received: int = 0
    incidents: int | None = None
    """None for a model that does not report incidents."""

    @classmethod
    def of(cls, sampled: int, metrics: Mapping[str, float]) -> Self:
        """The counts after an hour with these metrics."""
        incidents = int(metrics[INCIDENTS]) if INCIDENTS in metrics else None
        return cls(sampled, int(metrics[RECEIVED]), incidents)

    def plain(self) -> dict[str, int | None]:
        """For the manifest."""
        return {"sampled": self.sampled, "received": self.received, "incidents": self.incidents}


class ExchangeChecks:
    """Checks one run as it goes on."""

    def __init__(self, categories: Sequence[str]) -> None:
        """Check a run with these crime categories."""
        self._categories = categories
        self._metric_names: list[str] | None = None
        self._last_id = 0
        self.counts = Counts()

    def check_ids(self, crimes: Crimes) -> None:
        """A crime sent twice shows in its id: they grow from window to window and differ within one."""
        if not len(crimes):
            return
        ids = sorted(crimes.id.tolist())
        if ids[0] <= self._last_id or len(set(ids)) < len(ids):
            raise ConservationError(
                f"expected new crime ids after {self._last_id} for {crimes.window}, "
                f"got {ids[0]} to {ids[-1]} in {len(ids)} crimes: a crime was sent twice"
            )
        self._last_id = ids[-1]

    def check_names(self, metrics: Iterable[str], start: datetime) -> None:
        """The metrics of the hour from `start` have the names of the hours before."""
        names = list(metrics)
        if self._metric_names is None:
            if RECEIVED not in names:
                raise ContractError(f"report-metrics must include {RECEIVED!r}, got {names}")
            self._metric_names = names
        elif names != self._metric_names:
            odd = sorted(set(names) ^ set(self._metric_names)) or "another order"
            raise ContractError(
                f"report-metrics must give the same names every hour, at {stamp(start)} got {odd}"
            )

    def balance(self, crimes: int, metrics: Mapping[str, float], end: datetime) -> None:
        """Add what was sampled up to `end`: crimes sampled = received = incidents, cumulatively."""
        counts = self.counts = Counts.of(self.counts.sampled + crimes, metrics)
        if counts.received != counts.sampled or counts.incidents not in (None, counts.sampled):
            created = "" if counts.incidents is None else f", incidents created {counts.incidents}"
            raise ConservationError(
                f"expected as many crimes received as sampled up to {stamp(end)}, "
                f"got sampled {counts.sampled}, received {counts.received}{created}; "
                f"does the model count {RECEIVED!r} from setup on?"
            )

    def complete(self, loading: Mapping[str, float]) -> dict[str, float]:
        """The factor of every category; those the model leaves out are 1."""
        for category, factor in loading.items():
            if category not in self._categories:
                raise ContractError(
                    f"report-loading: unknown category {category!r}; {hint(category, self._categories)}"
                )
            if not 0 <= factor <= MAX_LOADING:
                raise ContractError(
                    f"report-loading: expected factors up to {MAX_LOADING:g}, got {factor!r} for {category!r}"
                )
        return {category: loading.get(category, 1.0) for category in self._categories}
