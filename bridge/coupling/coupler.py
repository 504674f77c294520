"""The two clocks of the coupling: who steps when, what crosses, and when to stop.

The coupler advances the demand side window by window and the police model hour by hour, and hands loading
factors back for the next window. It knows nothing of processes, sockets or files, so that its rules can be
tested with two plain objects.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bridge.base.costs import Stopwatch
from bridge.base.time_windows import HOUR, Window
from bridge.coupling.exchange_checks import Counts, ExchangeChecks
from bridge.coupling.handover import Handover
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Demand
from bridge.police.supply import Supply
from bridge.police.table_columns import TableColumns

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
    area_loading: AreaFactors | None = None
    """Factors by area, which count instead of those of their categories; None where there are none."""
    tables: list[TableColumns] = field(default_factory=list)
    """Rows that are new in the model's own tables."""
    notes: dict[str, float] = field(default_factory=dict)
    """What the model says a reader must know -> how often so far."""


class Coupler:
    """Runs a demand and a supply side against each other."""

    def __init__(self, demand: Demand, supply: Supply, watch: Stopwatch | None = None) -> None:
        """Couple two sides that are ready: the supply side has been set up."""
        self._demand = demand
        self._supply = supply
        self._watch = watch or Stopwatch()
        self._areas = demand.info.area_codes
        self._checks = ExchangeChecks(demand.info.categories, self._areas)
        self._handover: Handover | None = None
        self.loading = dict.fromkeys(demand.info.categories, 1.0)
        """Factor of every category in force; 1 at the start."""
        self.area_loading: AreaFactors | None = None

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
        plan = iter(windows)
        step, window = first_step, next(plan, None)
        while window is not None:
            # Read ahead by one: the model is asked for its open rows in the last exchange only.
            following = next(plan, None)
            yield self._exchange(step, window, on_tick, last=following is None)
            step, window = step + 1, following

    def skip(self, known: Exchange) -> Exchange:
        """Sample an exchange of the record again, but take the supply side's part from the record, since that
        side takes up a state from after it.

        Raises:
            BridgeError: as for `run`.
        """
        crimes, handover = self._sample(known.window)
        handover.skip(known.window.hours)
        self._checks.check_names(known.metrics[0], known.window.start)
        self._checks.check_tables(known.tables)
        self._checks.balance(len(crimes), known.metrics[-1], known.window.end, handover.unreported)
        # The next window is sampled under what the model said then; it is not asked again.
        self.loading, self.area_loading = known.loading, known.area_loading
        return replace(known, crimes=crimes)

    def _exchange(self, step: int, window: Window, on_tick: Tick, *, last: bool) -> Exchange:
        supply, phase = self._supply, self._watch.phase
        with phase("demand"):
            crimes, handover = self._sample(window)
        metrics = self._hours(window, handover, on_tick)
        # Before its factors count: a model that lost crimes must not steer the next window.
        self._checks.balance(len(crimes), metrics[-1], window.end, handover.unreported)
        with phase("report loading"):
            self.loading, self.area_loading = self._checks.complete(supply.loading())
        with phase("report tables"):
            tables, notes = supply.tables(last=last), supply.notes()
            self._checks.check_tables(tables)
        log.debug("exchange %d, %s: %d crimes", step, window, len(crimes))
        return Exchange(step, window, crimes, metrics, self.loading, self.area_loading, tables, notes)

    def _sample(self, window: Window) -> tuple[Crimes, Handover]:
        """Sample a window and sort in what is reported when."""
        crimes = self._demand.advance(window, self.loading, self.area_loading)
        self._checks.check_ids(crimes)
        if self._handover is None:
            self._handover = Handover(window.start, self._supply.needs, self._areas)
        self._handover.add(crimes)
        return crimes, self._handover

    def _hours(self, window: Window, handover: Handover, on_tick: Tick) -> list[dict[str, float]]:
        supply, phase = self._supply, self._watch.phase
        ticks = range(supply.needs.ticks_per_hour)
        table: list[dict[str, float]] = []
        for start in window.hour_starts():
            for _ in ticks:
                with phase("hand over crimes"):
                    supply.receive(*handover.next())
                with phase("police model"):
                    supply.tick()
            with phase("report metrics"):
                metrics = supply.metrics()
            self._checks.check_names(metrics, start)
            table.append(metrics)
            on_tick(start + HOUR, metrics)
        return table


def same(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges hold the same crimes, metrics, factors, rows and notes, to the last bit."""
    return (
        replace(one, crimes=other.crimes) == other
        and one.crimes.to_message() == other.crimes.to_message()
        and one.crimes.calls.to_message() == other.crimes.calls.to_message()
    )
