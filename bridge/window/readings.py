"""What a window shows beside the world: globals, monitors, plots and output, and what of it has changed."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from bridge.window.viewers import Viewer
from netlogo import NetLogoError, Workspace, to_text
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.state.plots import Plot
from netlogo.runtime.state.snapshot import PATCH_VALUES, TURTLE_VALUES

MOST_TEXT = 100_000
"""Characters of output in one message; the rest of a flood is cut."""


class Readings:
    """Reads one model."""

    def __init__(self, workspace: Workspace, layout: dict[str, Any]) -> None:
        self._workspace = workspace
        widgets = layout["widgets"]
        self._monitors = {
            place: one
            for place, one in enumerate(widgets)
            if one["kind"] == "monitor" and one["code"].strip()
        }
        self._shown: dict[int, str] = {}
        self._globals: dict[str, Any] = {}

    def send_all(self, viewer: Viewer) -> None:
        """Everything, to somebody who has nothing yet."""
        viewer.points.clear()
        viewer.patch_version = 0
        viewer.drawing_version = (-1, 0)
        viewer.tell("globals", values=self._read_globals())
        viewer.tell("monitors", values=self._read_monitors())
        viewer.tell("area", text=self._workspace.world.output.area[-MOST_TEXT:])
        self._send_plots(viewer)

    def globals_now(self, viewer: Viewer) -> None:
        """The values of sliders and the like."""
        viewer.tell("globals", values=self._read_globals())

    def changes(self) -> Callable[[Viewer], None]:
        """Read what has changed; what it gives sends that to a viewer."""
        monitors = self._read_monitors()
        changed = {place: text for place, text in monitors.items() if self._shown.get(place) != text}
        self._shown = monitors
        values = self._read_globals()
        moved = {name: value for name, value in values.items() if self._globals.get(name) != value}
        self._globals = values
        output = self._workspace.world.output
        text, area = output.take(), output.area[-MOST_TEXT:]

        def send(viewer: Viewer) -> None:
            if changed:
                viewer.tell("monitors", values=changed)
            if moved:
                viewer.tell("globals", values=moved)
            if text:
                viewer.tell("output", text=text[-MOST_TEXT:])
                viewer.tell("area", text=area)
            self._send_plots(viewer)

        return send

    def report(self, text: str) -> str:
        """The value of a reporter as text; whatever it draws is not drawn from the model's numbers.

        Raises:
            netlogo.NetLogoError: it does not compile, or fails.
        """
        with self._aside():
            return to_text(self._workspace.report(text, max_seconds=5))

    def agent(self, message: dict[str, Any]) -> dict[str, Any]:
        """The variables of a turtle by its number, or of the patch at a place."""
        world = self._workspace.world
        who, x, y = message.get("who"), message.get("x"), message.get("y")
        found: Any = None
        if isinstance(who, int):
            found = world.turtles.get(who)
        elif isinstance(x, int | float) and isinstance(y, int | float):
            with contextlib.suppress(NetLogoError):
                found = self._workspace.report(f"patch {float(x)} {float(y)}")
        if not isinstance(found, Agent):
            return {"name": "", "values": {}}
        names = _variables(found, self._workspace)
        return {"name": to_text(found), "values": {name: _text(found, name) for name in names}}

    # -- reading

    def _read_globals(self) -> dict[str, Any]:
        return {
            name: self._plain(self._workspace.get_global(name)) for name in self._workspace.interface_globals
        }

    @staticmethod
    def _plain(value: Any) -> Any:
        return value if isinstance(value, bool | float | str) else to_text(value)

    def _read_monitors(self) -> dict[int, str]:
        with self._aside():
            return {place: self._monitor(one) for place, one in self._monitors.items()}

    def _monitor(self, one: dict[str, Any]) -> str:
        try:
            value = self._workspace.report(one["code"], max_seconds=5)
        except NetLogoError:
            return "N/A"
        if isinstance(value, float):
            return to_text(round(value, int(one["precision"])) if one["precision"] >= 0 else value)
        return to_text(value)

    @contextlib.contextmanager
    def _aside(self) -> Iterator[None]:
        """Draw from the generator that is kept for what does not belong to the model."""
        world = self._workspace.world
        world.rng.swap(world.aux_rng)
        try:
            yield
        finally:
            world.rng.swap(world.aux_rng)

    def _send_plots(self, viewer: Viewer) -> None:
        plots = [
            one for plot in self._workspace.world.plots.plots if (one := _news(plot, viewer)) is not None
        ]
        if plots:
            viewer.tell("plots", plots=plots)


def _news(plot: Plot, viewer: Viewer) -> dict[str, Any] | None:
    """The points of a plot that a viewer has not got; None where there are none."""
    pens, news = [], False
    for pen in plot.pens:
        key = (plot.name, pen.name)
        run = id(pen.points[0]) if pen.points else 0
        seen_run, seen = viewer.points.get(key, (0, -1))
        if seen_run != run or seen > len(pen.points):
            seen = 0
        new = pen.points[max(seen, 0) :]
        news = news or bool(new) or (seen_run, seen) != (run, len(pen.points))
        viewer.points[key] = (run, len(pen.points))
        pens.append(
            {
                "name": pen.name,
                "color": pen.color & 0xFFFFFF,
                "mode": pen.mode,
                "interval": pen.interval,
                "from": max(seen, 0),
                "points": [[one.x, one.y, one.is_down] for one in new],
            }
        )
    if not news:
        return None
    ranges = [plot.x_min, plot.x_max, plot.y_min, plot.y_max]
    return {"name": plot.name, "ranges": ranges, "pens": pens}


def _variables(agent: Any, workspace: Workspace) -> list[str]:
    """The names of an agent's variables as the runtime has them: built in, then its own."""
    if agent.kind == "patch":
        return ["pxcor", "pycor", *PATCH_VALUES, *workspace.world.patch_class.own]
    return ["who", *TURTLE_VALUES, *workspace.world.owned_by[agent.breed]]


def _text(agent: Any, name: str) -> str:
    return to_text(getattr(agent, name, ""))
