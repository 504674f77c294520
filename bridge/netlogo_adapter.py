"""NetLogo drives the demand: what a model calls through NetLogo's Python extension.

The extension's Python process holds one `Live`, and this one `Link` from each `setup` to the next. Arguments
are lists and numbers as the extension hands them over; results are lists, texts and NetLogo code.
"""

import atexit
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bridge.base.time_windows import stamp
from bridge.demand.crime_rows import Row
from bridge.errors import ContractError, ScenarioError
from bridge.live.link import Link
from bridge.live.live import LiveOptions
from bridge.scenario.model_settings import Settings, Value


class Live:
    """What the model in NetLogo's window talks to, from one `setup` to the next."""

    def __init__(self, options: LiveOptions | None = None) -> None:
        """Begin unconnected, with the options of `crims gui` if it opened the window."""
        self._options = LiveOptions.read() if options is None else options
        self._link: Link | None = None
        self._asked: tuple[object, ...] = ()
        self.startup_code = " ".join(
            f"set {name} {_literal(value)}" for name, value in self._options.settings.items()
        )
        """NetLogo commands that set the interface as `crims gui` was asked to."""
        self.settings_code = _settings_code(self._options)
        """NetLogo reporter of the interface values to record, as a list of [name value]."""
        atexit.register(self.close)

    def connect(self, endpoint: str, force: str, start: str, seed: float, netlogo: str = "") -> None:
        """Open a link; one that was asked for in the same words and has not been used is kept.

        Raises:
            BridgeError: as for `Link`.
        """
        asked = (endpoint, force, start, seed)
        if self._link is not None and self._link.fresh and asked == self._asked:
            return
        self.close()
        versions = {"netlogo": netlogo} if netlogo else {}
        self._link = Link(endpoint, force, start, seed, options=self._options, versions=versions)
        self._asked = asked

    @property
    def link(self) -> Link:
        """The link that is open.

        Raises:
            ScenarioError: there is none.
        """
        if self._link is None:
            raise ScenarioError("not connected to a demand service; press connect or setup")
        return self._link

    @property
    def abm_seed(self) -> int:
        """For the model's `random-seed`."""
        return self.link.abm_seed

    @property
    def weekday(self) -> int:
        """Of the start, 0 is Monday."""
        return self.link.start.weekday()

    @property
    def state(self) -> str:
        """Where the link is, for a monitor."""
        if self._link is None:
            return "not connected"
        if self._link.folder is not None:
            return f"connected, {self._link.areas} areas; recording into {self._link.folder.name}"
        return f"connected: {self._asked[1]} from {stamp(self._link.start)}, {self._link.areas} areas"

    def begin(self, settings: Sequence[object]) -> None:
        """Take the interface values at `setup`, for the record."""
        self.link.begin(read_settings(settings))

    def given(self, name: str) -> list[Any]:
        """What the model's `receive-` procedure of this name takes once, after `setup`."""
        return self.link.given(name)

    def next_hour(self, number: float) -> list[Row]:
        """The crimes reported in the tick that the model's `ticks` number."""
        return self.link.next_hour(number)

    def need(self, per_hour: object, crime_items: object, call_items: object) -> None:
        """Take how long the model's ticks are, and the items of crimes and calls that it wants."""
        self.link.need(per_hour, crime_items, call_items)

    def next_calls(self) -> list[Row]:
        """The calls of the tick whose crimes were asked for last."""
        return self.link.next_calls()

    def record_tables(self, tables: object, notes: Sequence[object]) -> None:
        """Take the new rows of the model's tables, and its notes, before the loading factors."""
        self.link.record_tables(tables, notes)

    def record_open_tables(self, tables: object) -> None:
        """Take the rows of what is not over at the end of the hour."""
        self.link.record_open_tables(tables)

    def record(self, pairs: Sequence[object], settings: Sequence[object]) -> None:
        """Take the metrics at the end of an hour."""
        self.link.record(pairs, read_settings(settings))

    def send_loading(self, pairs: Sequence[object]) -> None:
        """Take the loading factors at the end of an hour."""
        self.link.send_loading(pairs)

    def close(self) -> None:
        """End the link and write its record; safe to repeat."""
        if self._link is not None:
            self._link.close()
            self._link = None


def read_settings(pairs: Sequence[object]) -> Settings:
    """Interface values as the model hands them over.

    Raises:
        ContractError: not a list of [name value].
    """
    found: Settings = {}
    for one in pairs:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[1], float | int | str | bool):
            raise ContractError(f"expected interface values as [name value], got {one!r}")
        found[str(one[0])] = one[1] if isinstance(one[1], str | bool) else float(one[1])
    return found


def _settings_code(options: LiveOptions) -> str:
    """Reporter for the interface values of the model that `crims gui` opened; of none without a record."""
    if options.model is None or options.out is None:
        return "[]"
    from netlogo.modelfile.read_model import (
        read_model,  # late: NetLogo waits a second for an answer, no longer
    )

    pairs = [f'(list "{one.name}" {one.name})' for one in read_model(Path(options.model)).globals]
    return f"(list {' '.join(pairs)})" if pairs else "[]"


def _literal(value: Value) -> str:
    """The value as NetLogo source."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else f"{value:.17g}"
