"""A session with the demand service for a model that drives: one hour after another, in the model's time.

Hour by hour the model hands over its metrics and loading factors as lists and gets the crimes of that hour as
the list that `receive-crimes` takes. The run is recorded if that was asked for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.time_windows import HOUR, Interval, Window, parse_moment
from bridge.coupling.coupler import Exchange
from bridge.coupling.exchange_checks import ExchangeChecks
from bridge.coupling.handover import Handover
from bridge.demand.area_factors import AreaFactors
from bridge.demand.calls import Calls
from bridge.demand.crime_rows import Crimes, Row
from bridge.demand.demand import Demand
from bridge.demand.remote import RemoteDemand
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import BridgeError, ContractError, DemandLost, ScenarioError
from bridge.live.force_told import ForceTold
from bridge.live.live import LiveOptions, LiveRecord
from bridge.police.contract import CALL, CALL_ITEMS, CRIME, CRIME_ITEMS, Needs
from bridge.police.reports import (
    read_items,
    read_loading,
    read_pairs,
    read_tables,
    read_ticks_per_hour,
)
from bridge.police.table_columns import TableColumns
from bridge.scenario.model_settings import Settings
from bridge.scenario.scenario import FORCE, NO_CALLS, START, Scenario
from bridge.wire.transport import Patience

ENDPOINT = "tcp://127.0.0.1:5557"
YEARS = 10
"""How long a live run can go on."""
PATIENCE = Patience(answer=120.0, resend=10.0, connect=5.0, lost=5.0)
"""Shorter than a run's: somebody sits before the window."""
STARTING = Patience(answer=120.0, resend=10.0, connect=60.0, lost=5.0)
"""For a service that was started together with the window and is loading its packages."""


class Link:
    """A session with the demand service that hands out one hour after another, from one `setup` on."""

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        force: str = FORCE,
        start: str = START,
        seed: float = 1,
        *,
        exchange: str = "1d",
        options: LiveOptions | None = None,
        versions: dict[str, str] | None = None,
    ) -> None:
        """Connect; the same seed, start and exchange give the crimes and draws of `crims run`.

        Args:
            endpoint: address of the service, unless `options` has one.
            force: police force.
            start: date, month or hour.
            seed: of the run.
            exchange: interval at which loading factors begin to count.
            options: of `crims gui`.
            versions: of NetLogo, for the record.

        Raises:
            DemandLost: no service is there; the message says how to start it.
            BridgeError: it cannot simulate this.
        """
        options = options or LiveOptions()
        since = parse_moment(start)
        if seed != int(seed) or not 0 <= seed < 2**53:
            raise ScenarioError(f"expected a seed that is a whole number from 0, got {seed!r}")
        self._scenario = Scenario(
            force=force,
            areas=options.areas,
            calls=None if options.calls else NO_CALLS,
            plan=options.plan,
            staffing=options.staffing,
            staffing_factor=options.staffing_factor,
            roads=options.roads,
            reference=options.reference,
            start=since,
            end=since.replace(year=since.year + YEARS, day=min(since.day, 28)),
            model=options.model,
            exchange=str(Interval.parse(exchange)),
            transport="zmq",
            abm="netlogo",
            seed=int(seed),
        )
        self.abm_seed = self._scenario.streams()["abm"]
        """For the model's `random-seed`."""
        self._own = options.endpoint is not None
        self._address = options.endpoint or endpoint
        with _explained(self._own, self._address):
            self._demand = RemoteDemand(
                DemandRequest.of(self._scenario, calls=True),
                endpoint=self._address,
                patience=STARTING if self._own else PATIENCE,
            )
        info = self._demand.info
        self._force = ForceTold(self._scenario, info, self._another_demand)
        self._checks = ExchangeChecks(info.categories, info.area_codes)
        self._loading = dict.fromkeys(info.categories, 1.0)
        self._by_area: AreaFactors | None = None
        self._needs = Needs()
        self._handover: Handover | None = None
        self._tick = -1
        """Number of the tick that was handed out last."""
        self._told: tuple[list[Row], list[Row]] = ([], [])
        """Its crimes and calls."""
        self._options = options
        self._versions = versions or {}
        self._record: LiveRecord | None = None
        self._initial: Settings = {}
        self._settings: Settings = {}
        self._crimes: Crimes | None = None
        """Of the window under way."""
        self._tables: list[TableColumns] = []
        self._still_open: list[TableColumns] = []
        """Rows of what was not over at the end of the last hour."""
        self._notes: dict[str, float] = {}
        self._metrics: dict[str, float] | None = None
        """Of the hour under way, once the model has handed them over."""
        self._exchange = 0
        self._now = since
        """Start of the hour under way."""
        self._closed = False

    @property
    def start(self) -> datetime:
        """The first hour."""
        return self._scenario.start

    @property
    def fresh(self) -> bool:
        """Whether no hour was handed out yet."""
        return self._crimes is None and not self._closed

    @property
    def areas(self) -> int:
        """Areas of the force."""
        return self._demand.info.areas

    @property
    def folder(self) -> Path | None:
        """The run directory, once there is one."""
        return None if self._record is None else self._record.folder

    def begin(self, settings: Settings) -> None:
        """Take the interface values at `setup`, for the record."""
        self._initial = settings

    def need(self, per_hour: object, crime_items: object, call_items: object) -> None:
        """Take what the model wants, before its first tick: where it does not say, an hour a tick, the usual
        items and no calls.

        Raises:
            ContractError: no such number of ticks or no such item.
        """
        self._needs = Needs(
            read_ticks_per_hour(per_hour),
            read_items(crime_items, "report-crime-items", CRIME_ITEMS) or CRIME,
            read_items(call_items, "report-call-items", CALL_ITEMS) or CALL,
            calls=True,
        )

    def given(self, name: str) -> list[Any]:
        """What the model's procedure of this name takes after `setup`; empty where nothing is known.

        Raises:
            ContractError: there is no such procedure in the contract.
            BridgeError: the areas, the plan or the staffing cannot be used.
        """
        return self._force.rows(name)

    def next_hour(self, number: float | None = None) -> list[Row]:
        """The crimes reported in the coming tick; asked again before the tick is over, the same.

        Args:
            number: the model's `ticks`, to be compared.

        Raises:
            BridgeError: the service died or cannot go on, or the model is at another tick.
        """
        per_hour = self._needs.ticks_per_hour
        first = (self._now - self.start) // HOUR * per_hour
        tick = first if number is None else number
        if not first <= tick < first + per_hour or tick not in (self._tick, self._tick + 1):
            unit = "hour" if per_hour == 1 else "tick"
            raise ScenarioError(
                f"the model is at {unit} {tick:g}, the crimes are at {unit} {max(first, self._tick)}: "
                "an hour was halted half-way or the clock was set; press setup"
            )
        if tick != self._tick:
            if self._crimes is None or self._now >= self._crimes.window.end:
                self._advance()
            assert self._handover is not None
            self._told, self._tick = self._handover.next(), int(tick)
        return self._told[0]

    def next_calls(self) -> list[Row]:
        """The calls reported in the tick whose crimes were asked for last."""
        return self._told[1]

    def record_tables(self, tables: object, notes: Sequence[object]) -> None:
        """Take the new rows of the model's tables and its notes, at the end of an hour before the loading."""
        self._tables = read_tables(_deep_floats(tables), "report-tables")
        self._checks.check_tables(self._tables)
        self._notes = read_pairs(_floats(notes), "report-notes", "count")

    def record_open_tables(self, tables: object) -> None:
        """Take the rows of what is not over, at the end of an hour; those of the last hour are written."""
        self._still_open = read_tables(_deep_floats(tables), "report-open-tables")

    def record(self, pairs: Sequence[object], settings: Settings | None = None) -> None:
        """Take `report-metrics`'s list at the end of an hour, and the interface values by then.

        Raises:
            ContractError: it is not a list of [name number], or the names changed.
            ConservationError: crimes were lost or doubled.
        """
        metrics = read_pairs(_floats(pairs), "report-metrics", "number")
        self._checks.check_names(metrics, self._now)
        self._metrics = metrics
        self._settings = settings or {}

    def send_loading(self, pairs: Sequence[object]) -> None:
        """Take `report-loading`'s list, which ends the hour; the last one counts from the next exchange on.

        Raises:
            ContractError: it is not a list of [category factor], or the metrics were not handed over before.
        """
        self._loading, self._by_area = self._checks.complete(read_loading(_floats(pairs)))
        if self._crimes is None:
            return
        if self._options.out is not None:
            self._write(self._crimes.hour(self._now), Path(self._options.out))
        self._metrics = None
        self._tables = []
        self._now += HOUR

    def close(self) -> None:
        """End the session and write the results; safe to repeat, and where the service has gone."""
        if self._closed:
            return
        self._closed = True
        try:
            costs = self._demand.close()
        except BridgeError:
            costs = None
        if self._record is not None:
            self._record.end(costs, self._still_open)

    def _another_demand(self, request: DemandRequest, tables: Tables) -> Demand:
        """A session beside the model's, for the baseline; the service has its tables."""
        return RemoteDemand(request, endpoint=self._address, patience=STARTING)

    def _advance(self) -> None:
        until = self._scenario.interval.boundary(self.start, self._exchange + 1)
        with _explained(self._own, self._address):
            self._crimes = self._demand.advance(Window(self._now, until), self._loading, self._by_area)
        self._exchange += 1
        self._checks.check_ids(self._crimes)
        if self._handover is None:
            self._handover = Handover(self.start, self._needs, self._demand.info.area_codes)
        self._handover.add(self._crimes)

    def _write(self, crimes: Crimes, root: Path) -> None:
        """Record the hour that is over."""
        if self._metrics is None:
            raise ContractError("expected crims-record before crims-send-loading, got no metrics so far")
        assert self._handover is not None
        later = self._checks.counts.sampled + len(crimes) - self._handover.handed_over
        self._checks.balance(len(crimes), self._metrics, self._now + HOUR, later)
        if self._record is None:
            self._record = LiveRecord(
                root,
                self._scenario,
                self._demand.info,
                self._initial,
                self._versions,
                self._force.inputs,
                self._force.notes,
            )
        if not self._needs.calls:
            crimes = msgspec.structs.replace(crimes, calls=Calls.none())
        hour = Exchange(
            self._exchange,
            crimes.window,
            crimes,
            [self._metrics],
            self._loading,
            self._by_area,
            self._tables,
            self._notes,
        )
        self._record.append(hour, self._settings, self._checks.counts.plain())


@contextmanager
def _explained(own: bool, address: str) -> Iterator[None]:
    """Say to somebody before a window how to get a service back."""
    try:
        yield
    except DemandLost as error:
        how = f"start it with: crims serve --endpoint {address}"
        if own:
            how = "close the window and start it again with: crims gui"
        raise DemandLost(f"{str(error).partition(';')[0]}; {how}") from error


def _floats(pairs: Sequence[object]) -> list[object]:
    """The extension hands whole numbers over as Python's int."""
    return [
        [*one[:-1], float(one[-1])] if isinstance(one, list) and one and _is_number(one[-1]) else one
        for one in pairs
    ]


def _deep_floats(value: object) -> object:
    if isinstance(value, list):
        return [_deep_floats(one) for one in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
