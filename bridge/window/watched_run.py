"""A coupled run that people watch: the model's window on a run that writes its record like any other.

The run drives the model. Who watches can pause it, slow it down and move its sliders, which is recorded as in
NetLogo's own window; buttons and commands that would do the model's work are not taken.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.tiles import TileServer
from bridge.base.time_windows import HOUR, stamp
from bridge.coupling.coupler import Exchange
from bridge.errors import BridgeError
from bridge.police.supply import EmbeddedSupply, LastingSupply
from bridge.record.record import Change, Manifest
from bridge.run.coupled_run import run
from bridge.run.run_options import USUAL, RunOptions
from bridge.scenario.scenario import Scenario
from bridge.window.layout import layout
from bridge.window.police_map import PoliceMap
from bridge.window.session import Job, Session
from bridge.window.viewers import Audience, Viewer
from netlogo import HaltError, NetLogoError, Workspace, to_text

SLOWEST_HOUR = 20.0
"""Seconds of a simulated hour at the lowest speed; from the middle of the speed slider on, none is waited."""
SHOWN = {"show-map?": "true", "ticks-per-hour": "60"}
"""Interface values of a run that is watched, where the scenario sets none: a map, and units minute by minute.
Results do not depend on them.
"""


def to_be_watched(scenario: Scenario) -> Scenario:
    """The scenario with the values of `SHOWN` that its model has and that it does not set itself."""
    from netlogo.modelfile.read_model import read_model

    known = {one.name.lower() for one in read_model(scenario.model_path).globals}
    wanted = {name: value for name, value in SHOWN.items() if name in known}
    return msgspec.structs.replace(scenario, settings={**wanted, **scenario.settings})


class WatchedRun(Session):
    """A run in the making, and those who look at it. It is an `Observer` of its own run."""

    def __init__(
        self,
        scenario: Scenario,
        folder: Path,
        options: RunOptions = USUAL,
        *,
        overwrite: bool = False,
        paused: bool = False,
        tiles: TileServer | None = None,
    ) -> None:
        """Begin the run in a thread.

        Args:
            scenario, folder, options, overwrite: as those of a run.
            paused: wait for somebody to let it go on.
            tiles: what lies below the map.
        """
        self.tiles = tiles
        self._scenario, self._folder, self._overwrite = scenario, folder, overwrite
        self._options = replace(options, make_supply=self._make, observer=self, stopped=self._asked_to_stop)
        self._paused = paused
        self._state = "starting"
        self._early = Audience()
        """Those who came before there was a model to see, too."""
        self._manifest: Manifest | None = None
        self._changes: list[Change] = []
        """Sliders that were moved before there was a manifest to say so."""
        self._hour: datetime | None = None
        self._map: PoliceMap | None = None
        self._map_sent = False
        self._over = threading.Event()
        self.outcome: str = ""
        """How it ended, for people; empty while it runs."""
        super().__init__(None, None)

    @property
    def title(self) -> str:
        """The run's name."""
        return self._scenario.name

    def wait_for_results(self, seconds: float | None = None) -> None:
        """Wait until the results are written, the run has failed, or so many seconds are over."""
        self._over.wait(seconds)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the run's end; whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # -- what the run tells, in the model's thread

    def look(self, viewer: Viewer) -> None:
        """Somebody looks: what the run is at is said at once, the model follows when it is there."""
        viewer.tell("state", text=self._state)
        self._early.add(viewer)
        super().look(viewer)

    def phase(self, what: str) -> None:
        """Something that takes a while begins."""
        self._state = what
        self._early.tell("state", text=what)
        self.attend()

    def begin(self, manifest: Manifest, folder: Path) -> None:
        """The first exchange comes next."""
        manifest.changes += self._changes
        self._manifest, self._hour = manifest, manifest.options.begin
        self.attend()

    def tick(self, end: datetime, metrics: Mapping[str, float]) -> None:
        """An hour is over: take what people did, show it, and wait as long as they want."""
        self._hour = end
        self.audience.tell("state", text=f"{stamp(end - HOUR)}, {self._scenario.force}")
        self._linger(0.0)

    def _linger(self, share: float) -> None:
        """Take what people did and show where the model is; wait while it is paused, and for this share of an
        hour at the speed that is chosen.
        """
        begun = time.monotonic()
        self.attend()
        while not self._closing and (
            self._paused
            or time.monotonic() - begun < SLOWEST_HOUR * share * max(0.0, 1 - 2 * self._speed) ** 2
        ):
            self._take_jobs(wait=True)
            self._draw(time.monotonic())

    def exchange(self, exchange: Exchange) -> None:
        """Nothing more is shown."""

    def attend(self) -> None:
        """Take what people did, and draw where somebody waits; before there is a model, nothing."""
        if not hasattr(self, "workspace"):
            return
        self._take_jobs(wait=False)
        self._draw(time.monotonic())

    # -- what the model asks of its window

    def show(self) -> None:
        """A tick is over: whatever people do in a watched run may be done in the midst of an hour."""
        if self._map is not None:
            self._map.note()
            if not self._map_sent and (outlines := self._map.outlines()) is not None:
                self._map_sent = True
                self.audience.tell("map", areas=outlines, **self._ground(self._map))
        ticks = self.workspace.interface_globals.get("ticks-per-hour")
        per_hour = 1.0 if ticks is None else float(self.workspace.get_global("ticks-per-hour"))
        self._linger(1 / per_hour)

    def _greet(self, viewer: Viewer) -> None:
        if self._map is not None and (outlines := self._map.outlines()) is not None:
            viewer.tell("map", areas=outlines, **self._ground(self._map))

    def _ground(self, police_map: PoliceMap) -> dict[str, Any]:
        """The tiles below the map, and their credit."""
        if self.tiles is None:
            return {}
        return {"tiles": police_map.tiles(self.tiles), "credit": self.tiles.credit}

    # -- the model's thread

    def _open(self, model: Any, seed: int | None) -> None:
        """Nothing yet: the run makes the model."""

    def _make(self, scenario: Scenario) -> LastingSupply:
        supply = EmbeddedSupply(scenario.model_path, scenario.settings)
        for plot in supply.workspace.world.plots.plots:
            plot.keeps_points = True
        self._adopt(supply.workspace)
        return supply

    def _adopt(self, workspace: Workspace) -> None:
        self._map = PoliceMap.of(workspace, self._scenario)
        self._show_in(workspace, {**layout(workspace), "watched": True})

    def _work(self) -> None:
        """The run, then the picture of its end until the last viewer has gone."""
        try:
            done = run(self._scenario, self._folder, self._options, overwrite=self._overwrite)
            self.outcome = f"{done.manifest.state}; results in {done.folder}"
        except (BridgeError, NetLogoError) as error:
            self.outcome = f"{type(error).__name__}: {error}"
        except HaltError:
            self.outcome = "halted"
        self.audience.tell("message", text=self.outcome)
        self._over.set()
        while not self._closing and hasattr(self, "workspace"):
            self._take_jobs(wait=True)
            self._draw(time.monotonic())

    def _asked_to_stop(self) -> bool:
        return self._closing

    def halt(self) -> None:
        """Pause, or go on: what a run does is not broken off in its midst."""
        self._jobs.put(Job(self._toggle, in_midst=True))

    def close(self) -> None:
        """Stop the run after the exchange under way; what is complete is recorded."""
        self._closing = True
        if threading.current_thread() is not self._thread:
            self._thread.join(30)
        self.audience.each(lambda viewer: viewer.close())

    def _toggle(self) -> None:
        self._paused = not self._paused
        self.audience.tell("state", text="paused" if self._paused else "running")

    # -- jobs

    def _button(self, message: dict[str, Any]) -> None:
        self._toggle()

    def _set(self, message: dict[str, Any]) -> None:
        name = str(message.get("name", "")).lower()
        before = self.workspace.get_global(name) if name in self.workspace.interface_globals else None
        super()._set(message)
        now = None if before is None else self.workspace.get_global(name)
        if now != before:
            value = now if isinstance(now, bool | float | str) else to_text(now)
            change = Change(self._hour or self._scenario.begin, name, value)
            (self._changes if self._manifest is None else self._manifest.changes).append(change)

    def _inspect(self, message: dict[str, Any]) -> None:
        who = message.get("who")
        found = self._map.history(who) if self._map is not None and isinstance(who, int) else None
        self.audience.tell("agent", **self._readings.agent(message), history=found)

    def _line(self, message: dict[str, Any]) -> None:
        """Reporters are answered; commands would make another run than the record says."""
        text = str(message.get("text", ""))
        try:
            answer = self._readings.report(text)
        except NetLogoError as error:
            answer = f"ERROR: {error} (a watched run takes reporters only)"
        self._say(f"observer> {text}\n{answer}\n")

    def _code(self, message: dict[str, Any]) -> None:
        error = {"text": "the code of a run cannot be changed", "file": "", "line": 1, "column": 1}
        self.audience.tell("code", errors=[error])
