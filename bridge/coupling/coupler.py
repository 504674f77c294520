"""The two clocks of the coupling: who steps when, what crosses, and when to stop.

The coupler advances the demand side window by window and the police model hour by hour, and hands loading
factors back for the next window. It knows nothing of processes, sockets or files, so that its rules can be
tested with two plain objects.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.base.costs import Stopwatch
from bridge.base.time_windows import HOUR, Window
from bridge.coupling.exchange_checks import Counts, ExchangeChecks
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Demand
from bridge.police.supply import Supply

log = logging.getLogger(__name__)

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


class Coupler:
    """Runs a demand and a supply side against each other."""

    def __init__(self, demand: Demand, supply: Supply, watch: Stopwatch | None = None) -> None:
        """Couple two sides that are ready: the supply side has been set up."""
        self._demand = demand
        self._supply = supply
        self._watch = watch or Stopwatch()
        self._checks = ExchangeChecks(demand.info.categories)
        self.loading = dict.fromkeys(demand.info.categories, 1.0)
        """Factor of every category in force; 1 at the start."""

    @property
    def counts(self) -> Counts:
        """Crimes sampled and received, incidents created."""
        return self._checks.counts

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
            self._checks.check_ids(crimes)
            metrics = self._hours(window, crimes, on_tick)
            self._checks.balance(len(crimes), metrics[-1], window.end)
            with self._watch.phase("report loading"):
                self.loading = self._checks.complete(self._supply.loading())
            log.debug("exchange %d, %s: %d crimes", step, window, len(crimes))
            yield Exchange(step, window, crimes, metrics, self.loading)

    def skip(self, known: Exchange) -> Exchange:
        """Sample an exchange of the record again, but take the supply side's part from the record, since that
        side takes up a state from after it.

        Raises:
            BridgeError: as for `run`.
        """
        crimes = self._demand.advance(known.window, self.loading)
        self._checks.check_ids(crimes)
        self._checks.check_names(known.metrics[0], known.window.start)
        self._checks.balance(len(crimes), known.metrics[-1], known.window.end)
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
            self._checks.check_names(metrics, start)
            table.append(metrics)
            on_tick(start + HOUR, metrics)
        return table


def same(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges hold the same crimes, metrics and loading factors, to the last bit."""
    return (
        (one.step, one.window, one.loading) == (other.step, other.window, other.loading)
        and one.metrics == other.metrics
        and one.crimes.to_message() == other.crimes.to_message()
    )
