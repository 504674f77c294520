"""The plots of a model file as plots of a world, with their code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from netlogo.engine.engine import Engine
from netlogo.errors import CompilerError, HaltError, NetLogoError
from netlogo.modelfile.model import PlotWidget
from netlogo.runtime.state.plots import Plot, PlotPen
from netlogo.runtime.world import World

_LOG = logging.getLogger(__name__)


class ModelPlots:
    """Makes the plots of one workspace; their code runs as the observer when plots are set up and updated.

    `errors` has the first error of each piece of code that failed, by what it is the code of.
    """

    def __init__(self, engine: Engine, world: World) -> None:
        self._engine = engine
        self._world = world
        self.errors: dict[str, NetLogoError] = {}
        self._failed: set[tuple[str, str]] = set()  # what does not compile

    def add(self, widgets: Iterable[PlotWidget]) -> None:
        """Make plots as the widgets describe them."""
        for widget in widgets:
            pens = [
                PlotPen(pen.name, pen.color & 0xFFFFFF, default_interval=pen.interval, default_mode=pen.mode)
                for pen in widget.pens
            ]
            for pen, stored in zip(pens, widget.pens, strict=True):
                label = f"plot '{widget.name}' pen '{stored.name}'"
                pen.setup = self._code(stored.setup, f"{label} setup code")
                pen.update = self._code(stored.update, f"{label} update code")
            ranges = (widget.x_min, widget.x_max, widget.y_min, widget.y_max)
            plot = Plot(widget.name, pens, *ranges, autoplot=widget.autoplot, legend=widget.legend)
            plot.setup = self._code(widget.setup, f"plot '{widget.name}' setup code")
            plot.update = self._code(widget.update, f"plot '{widget.name}' update code")
            self._world.plots.add(plot)

    def _code(self, text: str, label: str) -> Callable[[], bool] | None:
        """A plot's code, compiled when it is first run; None where there is none. As in NetLogo's window, the
        model goes on when it fails or does not compile.
        """
        if not text.strip():
            return None
        failed = self._failed

        def run() -> bool:
            if (label, text) in failed:
                return False
            try:
                function = self._engine.compiled(text, reporter=False, label=label)
            except CompilerError as error:
                failed.add((label, text))
                self.errors.setdefault(label, error)
                _LOG.warning("%s does not compile and is left out: %s", label, error)
                return False
            try:
                return bool(function(self._world.observer, None))
            except HaltError:
                raise
            except Exception as error:
                self.errors.setdefault(label, self._engine.told(error))
                return False

        return run
