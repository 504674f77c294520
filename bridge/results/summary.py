"""What a run comes to: totals, means and extremes for `summary.json`.

Exchanges are added one by one, so that a long run needs no more memory than a short one. The numbers depend
on the exchanges alone.
"""

from datetime import datetime

import msgspec

from bridge.coupling.coupler import Exchange
from bridge.results.response import Response, ResponseBooks

DIGITS = 9
"""Significant digits of a mean; the last ones of a sum mean nothing to a reader."""


class Spread(msgspec.Struct):
    """One quantity over the run."""

    last: float
    mean: float
    minimum: float
    maximum: float


class Summary(msgspec.Struct, omit_defaults=True):
    """The contents of `summary.json`."""

    start: datetime
    end: datetime
    hours: int
    exchanges: int
    crimes: int
    suspects: int
    """Crimes with a suspect."""
    by_category: dict[str, int]
    """Crimes of every category."""
    metrics: dict[str, Spread]
    """The model's hourly figures."""
    loading: dict[str, Spread]
    """Factor by category over the exchanges, those after the last one included."""
    response: Response | None = None
    """Of a model that hands over incidents and tours of duty."""
    notes: dict[str, float] = {}
    """What the model says a reader must know -> how often it happened, the burn-in included."""


class Summariser:
    """Adds up exchanges."""

    def __init__(self, since: float = 0.0) -> None:
        """`since` is where the results begin, in minutes after the beginning of the run."""
        self._response = ResponseBooks(since)
        self._start: datetime | None = None
        self._end: datetime | None = None
        self._exchanges = self._crimes = self._suspects = 0
        self._by_category: dict[str, int] = {}
        self._metrics: dict[str, _Running] = {}
        self._loading: dict[str, _Running] = {}
        self._notes: dict[str, float] = {}

    def add(self, exchange: Exchange) -> None:
        """Take the next exchange."""
        self._start = self._start or exchange.window.start
        self._end = exchange.window.end
        self._notes = exchange.notes
        self._response.add(exchange.tables)
        self._exchanges += 1
        self._crimes += len(exchange.crimes)
        self._suspects += int(exchange.crimes.suspect.sum())
        counts = exchange.crimes.category.counts()
        for category, factor in exchange.loading.items():
            self._by_category[category] = self._by_category.get(category, 0) + counts.get(category, 0)
            self._loading.setdefault(category, _Running()).add([factor])
        for name in exchange.metrics[0]:
            # A metric at a time, which is four times as fast as an hour at a time.
            self._metrics.setdefault(name, _Running()).add([hour[name] for hour in exchange.metrics])

    def result(self) -> Summary:
        """The summary of what was added.

        Raises:
            ValueError: nothing was added.
        """
        if self._start is None or self._end is None:
            raise ValueError("expected at least one exchange to sum up, got none")
        return Summary(
            start=self._start,
            end=self._end,
            hours=next(iter(self._metrics.values())).count,
            exchanges=self._exchanges,
            crimes=self._crimes,
            suspects=self._suspects,
            by_category=self._by_category,
            metrics={name: one.spread() for name, one in self._metrics.items()},
            loading={name: one.spread() for name, one in self._loading.items()},
            response=self._response.result(),
            notes=self._notes,
        )


class _Running:
    """Last value, sum and extremes of one quantity."""

    __slots__ = ("count", "last", "maximum", "minimum", "total")

    def __init__(self) -> None:
        self.count, self.total, self.last = 0, 0.0, 0.0
        self.minimum, self.maximum = float("inf"), -float("inf")

    def add(self, values: list[float]) -> None:
        self.count += len(values)
        for value in values:  # one after the other: `sum` rounds otherwise from Python 3.12 on
            self.total += value
        self.last = values[-1]
        self.minimum = min(self.minimum, *values)
        self.maximum = max(self.maximum, *values)

    def spread(self) -> Spread:
        mean = float(f"{self.total / self.count:.{DIGITS}g}")
        return Spread(self.last, mean, self.minimum, self.maximum)
