"""A model's window, or a run that goes on, in a cell of a notebook: the page of the browser, in a frame.

The page is served on this machine by the process that runs the notebook, so the notebook's browser has to be
on this machine as well (or reach it through a tunnel). The page's address carries the token that it needs.
"""

from __future__ import annotations

import html
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bridge.run.scenario_file import check_sliders
from bridge.scenario.scenario import Scenario
from bridge.window.serve import WindowServer
from bridge.window.session import Session
from bridge.window.watched_run import WatchedRun, to_be_watched
from crims.runs import Run, varied
from netlogo.modelfile.read_model import read_model

HEIGHT = 720
"""Pixels of the frame."""


class Window:
    """A page that shows a model; a notebook shows it as the value of a cell. `close` it, or use `with`."""

    def __init__(self, session: Session, *, port: int = 0, height: int = HEIGHT) -> None:
        """Serve the page of a session.

        Raises:
            EngineUnavailable: the port cannot be used.
        """
        self.session = session
        self.height = height
        self._server = WindowServer(session, port=port).__enter__()
        self._open = True

    @property
    def address(self) -> str:
        """What to open in a browser; whoever has it can run the model."""
        return self._server.address

    def close(self) -> None:
        """End the model and the page; safe to repeat."""
        if self._open:
            self._open = False
            self._server.__exit__()

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Window({self.address!r})" if self._open else "Window(closed)"

    def _repr_html_(self) -> str:
        """The page in a frame."""
        if not self._open:
            return "<p>This window is closed.</p>"
        title = html.escape(str(self.session.title))
        return (
            f'<iframe src="{html.escape(self.address)}" title="{title}" width="100%" height="{self.height}" '
            'style="border: 1px solid #8a8a8a"></iframe>'
        )


class WatchedWindow(Window):
    """A run that goes on, and its page."""

    session: WatchedRun

    def __init__(self, session: WatchedRun, folder: Path, *, port: int = 0, height: int = HEIGHT) -> None:
        """Serve the page of a run."""
        super().__init__(session, port=port, height=height)
        self.folder = folder

    def wait(self, seconds: float | None = None) -> Run:
        """The run, when it is over.

        Raises:
            RecordError: it is not over by then, was stopped, or has failed.
        """
        self.session.wait_for_results(seconds)
        return Run(self.folder)


def window(model: str | Path, *, seed: int | None = None, port: int = 0, height: int = HEIGHT) -> Window:
    """Open a NetLogo model's own window: buttons, sliders, plots, view, command centre and code.

    Args:
        model: a `.nlogo` or `.nlogox` file.
        seed: of the model's random numbers; any unless given.
        port: to listen on; any that is free unless given.
        height: of the frame in a notebook, pixels.

    Raises:
        netlogo.NetLogoError: it cannot be read or does not compile.
        EngineUnavailable: the port cannot be used.
    """
    return Window(Session(read_model(model), seed), port=port, height=height)


def watch(
    scenario: Scenario | str | Path | None = None,
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    paused: bool = False,
    sliders: Mapping[str, object] | None = None,
    loading: Mapping[str, float] | None = None,
    port: int = 0,
    height: int = HEIGHT,
    **options: Any,
) -> WatchedWindow:
    """Begin a run that is watched while it goes on, as by `crims watch`; other arguments are those of `run`.

    Args:
        paused: wait for a press of one of the model's buttons.
        port: to listen on; any that is free unless given.
        height: of the frame in a notebook, pixels.

    Raises:
        BridgeError: a wrong option, or a folder that is taken.
    """
    chosen = varied(scenario, options, sliders, loading)
    check_sliders(chosen)
    chosen = to_be_watched(chosen)
    folder = Path(tempfile.mkdtemp(prefix="crims-")) / chosen.name if out is None else Path(out)
    session = WatchedRun(chosen, folder, overwrite=overwrite, paused=paused)
    return WatchedWindow(session, folder, port=port, height=height)
