"""The two clocks of the coupling: who steps when, what crosses, and when to stop.

Enters a demand side, a supply side and the windows of a run; leaves one ``Exchange`` after another, each with
its crimes, its hourly metrics and the loading factors for the next. Nothing here knows of processes, sockets
or files.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.contract import INCIDENTS, RECEIVED
from bridge.costs import Stopwatch
from bridge.crimes import Crimes
from bridge.demand import Demand
from bridge.errors import ConservationError, ContractError
from bridge.names import hint
from bridge.supply import Supply
from bridge.windows import HOUR, Window, stamp

log = logging.getLogger(__name__)

MAX_LOADING = 100.0
"""Largest loading factor taken: a feedback that runs away would otherwise end in more crimes than memory."""

Tick = Callable[[datetime, Mapping[str, float]], None]
"""Told after every hour: the hour's end and the metrics."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One completed exchange."""

    step: int
    """From 1."""
    window: Window
    crimes: Crimes
    metrics: list[dict[str, float]]
    """After each hour of the window."""
    loading: dict[str, float]
    """Factor of every category from the window's end on."""


@dataclass(slots=True)
class Counts:
    """The books of conservation, cumulative."""

    sampled: int = 0
    received: int = 0
    incidents: int | None = None
    """None for a model that does not report incidents."""


class Coupler:
    """Runs a demand and a supply side against each other."""

    def __init__(self, demand: Demand, supply: Supply, watch: Stopwatch | None = None) -> None:
        """Couple two sides that are ready: the supply side has been set up."""
        self._demand = demand
        self._supply = supply
        self._watch = watch or Stopwatch()
        self._metric_names: list[str] | None = None
        self._last_id = 0
        self.counts = Counts()
        self.loading = dict.fromkeys(demand.info.categories, 1.0)
        """Factor of every category in force; 1 at the start."""

    def run(
        self, windows: Iterable[Window], on_tick: Tick = lambda end, metrics: None, first_step: int = 1
    ) -> Iterator[Exchange]:
        """Exchange window after window; a caller that stops iterating stops the run between two exchanges.

        Raises:
            ConservationError: crimes were lost or doubled.
            ContractError: the model reports something unusable.
            BridgeError: what the two sides raise.
        """
        for step, window in enumerate(windows, first_step):
            with self._watch.phase("demand"):
                crimes = self._demand.advance(window, self.loading)
            self._check_ids(crimes)
            metrics = self._hours(window, crimes, on_tick)
            self._check_books(crimes, metrics[-1])
            with self._watch.phase("report loading"):
                self.loading = self._complete(self._supply.loading())
            log.debug("exchange %d, %s: %d crimes", step, window, len(crimes))
            yield Exchange(step, window, crimes, metrics, self.loading)

    def skip(self, known: Exchange) -> Exchange:
        """Sample an exchange of the record again, but take the supply side's part from the record, since that
        side takes up a state from after it.

        Raises:
            BridgeError: as for ``run``.
        """
        crimes = self._demand.advance(known.window, self.loading)
        self._check_ids(crimes)
        self._check_names(known.metrics[0], known.window.start)
        self._check_books(crimes, known.metrics[-1])
        self.loading = known.loading
        return Exchange(known.step, known.window, crimes, known.metrics, known.loading)

    def _hours(self, window: Window, crimes: Crimes, on_tick: Tick) -> list[dict[str, float]]:
        supply, phase = self._supply, self._watch.phase
        table: list[dict[str, float]] = []
        for start, rows in zip(window.hour_starts(), crimes.hours(), strict=True):
            with phase("hand over crimes"):
                supply.receive(rows)
            with phase("police model"):
                supply.tick()
            with phase("report metrics"):
                metrics = supply.metrics()
            self._check_names(metrics, start)
            table.append(metrics)
            on_tick(start + HOUR, metrics)
        return table

    def _check_names(self, metrics: Mapping[str, float], start: datetime) -> None:
        names = list(metrics)
        if self._metric_names is None:
            if RECEIVED not in metrics:
                raise ContractError(f"report-metrics must include {RECEIVED!r}, got {names}")
            self._metric_names = names
        elif names != self._metric_names:
            odd = sorted(set(names) ^ set(self._metric_names)) or "another order"
            raise ContractError(
                f"report-metrics must give the same names every hour, at {stamp(start)} got {odd}"
            )

    def _check_ids(self, crimes: Crimes) -> None:
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

    def _check_books(self, crimes: Crimes, metrics: Mapping[str, float]) -> None:
        """Crimes sampled = received = incidents, cumulatively at every exchange."""
        counts = self.counts
        counts.sampled += len(crimes)
        counts.received = int(metrics[RECEIVED])
        counts.incidents = int(metrics[INCIDENTS]) if INCIDENTS in metrics else None
        if counts.received != counts.sampled or counts.incidents not in (None, counts.sampled):
            created = "" if counts.incidents is None else f", incidents created {counts.incidents}"
            raise ConservationError(
                f"expected as many crimes received as sampled up to {stamp(crimes.window.end)}, "
                f"got sampled {counts.sampled}, received {counts.received}{created}; "
                f"does the model count {RECEIVED!r} from setup on?"
            )

    def _complete(self, loading: Mapping[str, float]) -> dict[str, float]:
        """The factor of every category; those the model leaves out are 1."""
        known = self._demand.info.categories
        for category, factor in loading.items():
            if category not in known:
                raise ContractError(f"report-loading: unknown category {category!r}; {hint(category, known)}")
            if not 0 <= factor <= MAX_LOADING:
                raise ContractError(
                    f"report-loading: expected factors up to {MAX_LOADING:g}, got {factor!r} for {category!r}"
                )
        return {category: loading.get(category, 1.0) for category in known}


def same(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges hold the same crimes, metrics and loading factors, to the last bit."""
    return (
        (one.step, one.window, one.loading) == (other.step, other.window, other.loading)
        and one.metrics == other.metrics
        and one.crimes.to_message() == other.crimes.to_message()
    )
