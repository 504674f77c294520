"""NetLogo drives the demand: what a model calls through NetLogo's Python extension.

Enters what to simulate and, hour by hour, the model's loading factors as a list; leaves the crimes of each
hour as the list that ``receive-crimes`` takes. NetLogo keeps the link in the extension's Python process.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bridge.contract import read_pairs
from bridge.crimes import Row
from bridge.demand import DemandSpec
from bridge.errors import BridgeError, DemandLost, ScenarioError
from bridge.remote import RemoteDemand
from bridge.scenario import FORCE, START, stream_seed
from bridge.transport import Patience
from bridge.windows import Interval, Window, parse_moment

ENDPOINT = "tcp://127.0.0.1:5557"
YEARS = 10
"""How long a live run can go on."""
PATIENCE = Patience(answer=120.0, resend=10.0, connect=5.0, lost=5.0)
"""Shorter than a run's: somebody sits before the window."""


class Link:
    """A session with the demand service that hands out one hour after another."""

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        force: str = FORCE,
        start: str = START,
        seed: float = 1,
        exchange: str = "1d",
    ) -> None:
        """Connect; the same seed, start and exchange give the crimes and draws of ``crims run``.

        Raises:
            DemandLost: no service is there; the message says how to start it.
            BridgeError: it cannot simulate this.
        """
        self._start = parse_moment(start)
        self._interval = Interval.parse(exchange)
        if seed != int(seed) or seed < 0:
            raise ScenarioError(f"expected a seed that is a whole number from 0, got {seed!r}")
        self.abm_seed = stream_seed(int(seed), "abm")
        """For the model's ``random-seed``."""
        self.weekday = self._start.weekday()
        """Of the start, 0 is Monday."""
        end = self._start.replace(year=self._start.year + YEARS, day=min(self._start.day, 28))
        spec = DemandSpec(force=force, start=self._start, end=end, seed=stream_seed(int(seed), "microsim"))
        try:
            self._demand = RemoteDemand(spec, endpoint=endpoint, patience=PATIENCE)
        except DemandLost as error:
            raise DemandLost(
                f"{str(error).partition(';')[0]}; start it with: crims serve --endpoint {endpoint}"
            ) from error
        self._loading: dict[str, float] = {}
        self._hours = self._every_hour()
        self._closed = False

    def next_hour(self) -> list[Row]:
        """The crimes of the coming hour.

        Raises:
            BridgeError: the service died or cannot go on.
        """
        return next(self._hours)

    def send_loading(self, pairs: Sequence[object]) -> None:
        """Take ``report-loading``'s list; the last one given counts from the next exchange on.

        Raises:
            ContractError: it is not a list of [category factor].
        """
        numbers = [
            [one[0], float(one[1])] if isinstance(one, list) and len(one) == 2 and _is_number(one[1]) else one
            for one in pairs
        ]
        self._loading = read_pairs(numbers, "report-loading", "factor")

    def close(self) -> None:
        """End the session; safe to repeat, and where the service has gone."""
        if self._closed:
            return
        self._closed = True
        try:
            self._demand.close()
        except BridgeError:
            self._demand.abandon()

    def _every_hour(self) -> Iterator[list[Row]]:
        at: datetime = self._start
        exchange = 0
        while True:
            exchange += 1
            until = self._interval.boundary(self._start, exchange)
            yield from self._demand.advance(Window(at, until), self._loading).hours()
            at = until


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
