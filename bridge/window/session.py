"""One model that runs while people look at it and move its sliders.

The model lives in a thread of its own. What people do arrives as jobs, which it takes between two commands;
sliders, while a command lasts, at its next tick. A picture is made when somebody waits for one, at most as
often as the frame rate says: drawing never holds the model up, and its random numbers are those of a run that
nobody looks at.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from bridge.base.tiles import TileServer
from bridge.window.frames import Painter
from bridge.window.layout import layout
from bridge.window.readings import MOST_TEXT, Readings
from bridge.window.viewers import Audience, Viewer
from netlogo import CompilerError, HaltError, NetLogoError, ProgramError, Workspace
from netlogo.engine.time_limit import Haltable
from netlogo.modelfile.model import ModelFile
from netlogo.modelfile.read_model import read_model

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do in the model's thread."""

    act: Callable[[], None]
    in_midst: bool = False
    """Whether it may come while a command lasts."""


FRAME_SECONDS = 1 / 30
READING_SECONDS = 0.1
"""Monitors and plots are read so often, apart from the frames."""
SLOWEST = 1.0
"""Seconds between two rounds of the forever buttons at the lowest speed."""


class Session:
    """A model and those who look at it."""

    tiles: TileServer | None = None
    """What lies below its map, where it has one."""

    def __init__(self, model: ModelFile | None, seed: int | None = None) -> None:
        """Compile the model and start its thread; a session that makes its model later gives none.

        Raises:
            netlogo.ProgramError: it does not compile.
        """
        self.audience = Audience()
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._forever: dict[int, None] = {}
        self._speed = 0.5
        self._closing = False
        self._job = Haltable()
        self._halted = False
        self._answer: SimpleQueue[Any] = SimpleQueue()
        self.mouse, self.mouse_inside, self.mouse_down = (0.0, 0.0), False, False
        self._drawn = self._read = 0.0
        self._open(model, seed)
        self._thread = threading.Thread(target=self._work, name="model", daemon=True)
        self._thread.start()

    @property
    def title(self) -> str:
        """The model's name."""
        return str(self.layout["title"])

    @classmethod
    def of(cls, path: Path, seed: int | None = None) -> "Session":
        """The session of a model's file.

        Raises:
            netlogo.NetLogoError: it cannot be read or does not compile.
        """
        return cls(read_model(path), seed)

    def _open(self, model: ModelFile | None, seed: int | None) -> None:
        if model is not None:
            workspace = Workspace(model, seed=seed)
            self._show_in(workspace, layout(workspace))

    def _show_in(self, workspace: Workspace, interface: dict[str, Any]) -> None:
        """Show this workspace from now on."""
        self.workspace, self.layout = workspace, interface
        self._painter = Painter(workspace.world)
        self._readings = Readings(workspace, interface)
        workspace.world.window = self

    # -- what people do, from any thread

    def look(self, viewer: Viewer) -> None:
        """Somebody looks: send the interface, then what there is to see."""

        def begin() -> None:
            viewer.tell("interface", **self.layout)
            self._readings.send_all(viewer)
            viewer.tell("running", buttons=list(self._forever))
            self._greet(viewer)
            self.audience.add(viewer)

        self._jobs.put(Job(begin, in_midst=True))

    def _greet(self, viewer: Viewer) -> None:
        """Send what a kind of session has beside the interface: here nothing."""

    def do(self, message: dict[str, Any]) -> None:
        """What a viewer asks for; what cannot be meant is left out."""
        kind = message.get("type")
        if kind == "halt":
            self.halt()
        elif kind == "answer":
            self._answer.put(message.get("value"))
        elif kind == "mouse":
            x, y = message.get("x"), message.get("y")
            if isinstance(x, int | float) and isinstance(y, int | float):
                self.mouse = (float(x), float(y))
            self.mouse_inside, self.mouse_down = bool(message.get("inside")), bool(message.get("down"))
        elif kind == "speed" and isinstance(message.get("value"), int | float):
            self._speed = min(1.0, max(0.0, float(message["value"])))
        elif kind in _JOBS:
            self._jobs.put(Job(lambda: getattr(self, _JOBS[kind])(message), in_midst=kind in MIDST))

    def halt(self) -> None:
        """Stop all buttons, and the command that runs."""
        self._halted = True
        self._jobs.put(Job(self._stop_buttons))
        self._job.halt()

    def close(self) -> None:
        """End the model's thread."""
        self._closing = True
        self.halt()
        self._thread.join(5)
        self.audience.each(Viewer.close)

    # -- what the model asks of its window, in its thread

    def show(self) -> None:
        """The model has something to be seen: take what people did, and draw where somebody waits."""
        self._take_settings()
        self._draw(time.monotonic())
        if self._job.ending:  # the halt came while a monitor was read
            raise HaltError("halted")

    def tell(self, text: str) -> None:
        """A message of the model."""
        self.audience.tell("message", text=text)

    def ask(self, kind: str, text: str, choices: list[str]) -> Any:
        """A question of the model to whoever answers first."""
        with suppress(Empty):
            while True:
                self._answer.get_nowait()
        self.audience.tell("question", form=kind, text=text, choices=choices)
        while not self._closing and not self._halted:
            with suppress(Empty):
                return self._answer.get(timeout=0.1)
        return None

    # -- the model's thread

    def _work(self) -> None:
        while not self._closing:
            self._halted = False
            try:
                self._take_jobs(wait=not self._forever)
                for number in list(self._forever):
                    self._perform(Job(partial(self._press, number)))
                self._draw(time.monotonic())
                self._pause()
            except HaltError:
                self._stop_buttons()
            except Exception:
                log.exception("the window's model thread")
                self.audience.tell("error", text="an error of the window itself; see the log")

    def _take_jobs(self, *, wait: bool) -> None:
        """All jobs that are there; where nothing else is to be done, wait a moment for one."""
        timeout = FRAME_SECONDS if wait else 0
        with suppress(Empty):
            while True:
                job = self._jobs.get(timeout=timeout) if timeout else self._jobs.get_nowait()
                timeout = 0
                self._perform(job)

    def _perform(self, job: Job) -> None:
        """Do a job; from outside it can be halted meanwhile."""
        with self._job:
            job.act()

    def _take_settings(self) -> None:
        """While a command lasts: the jobs that may come in its midst, the others stay in their order."""
        later = []
        with suppress(Empty):
            while True:
                job = self._jobs.get_nowait()
                if job.in_midst:
                    job.act()
                else:
                    later.append(job)
        for job in later:
            self._jobs.put(job)

    def _pause(self) -> None:
        """Between two rounds of the forever buttons: none from the middle of the speed slider on."""
        if self._forever and self._speed < 0.5:
            until = time.monotonic() + SLOWEST * (1 - 2 * self._speed) ** 2
            while time.monotonic() < until and not self._closing and self._speed < 0.5:
                self._take_jobs(wait=True)
                self._draw(time.monotonic())

    def _press(self, number: int) -> None:
        """Run a button's commands once; one that is forever stops when it says so, or fails."""
        button = self.layout["widgets"][number]
        what = f"button {button['label'] or button['code']!r}"
        if self._command(button["code"], button["agents"], what):
            self._forever.pop(number, None)
            self._tell_running()

    def _command(self, text: str, agents: str, what: str) -> bool:
        """Run commands; whether they ended a button: by `stop`, or by an error, which is told."""
        try:
            return self.workspace.command(text, agents)
        except HaltError:
            raise
        except NetLogoError as error:
            self.audience.tell("error", text=f"{what}: {error}")
            return True

    def _draw(self, now: float) -> None:
        """Draw where somebody waits and the last picture is old enough; read what stands beside it."""
        if now - self._drawn >= FRAME_SECONDS and self.audience.waiting:
            self._drawn = now
            self.audience_picture()
        if now - self._read >= READING_SECONDS and self.audience.viewers:
            self._read = now
            self.audience.each(self._readings.changes())

    def audience_picture(self) -> None:
        """Send a picture of the world to everybody who waits for one."""
        picture = self._painter.picture()
        self.audience.each(lambda viewer: viewer.offer(picture))

    def _stop_buttons(self) -> None:
        self._forever.clear()
        self._tell_running()

    def _tell_running(self) -> None:
        self.audience.tell("running", buttons=list(self._forever))

    # -- jobs

    def _button(self, message: dict[str, Any]) -> None:
        number = message.get("button")
        if not isinstance(number, int) or not 0 <= number < len(self.layout["widgets"]):
            return
        button = self.layout["widgets"][number]
        if button["kind"] != "button":
            return
        if not button["forever"]:
            self._press(number)
        elif number in self._forever:
            del self._forever[number]
        else:
            self._forever[number] = None
        self._tell_running()

    def _set(self, message: dict[str, Any]) -> None:
        name, value = str(message.get("name", "")), message.get("value")
        if name.lower() not in self.workspace.interface_globals:
            return
        if not isinstance(value, bool | int | float | str | list):
            return
        try:
            self.workspace.set_global(name, value)
        except NetLogoError as error:
            self.audience.tell("error", text=f"{name}: {error}")
        self.audience.each(self._readings.globals_now)

    def _line(self, message: dict[str, Any]) -> None:
        """A line of the command centre: commands, or a reporter, whose value is shown."""
        text, agents = str(message.get("text", "")), str(message.get("agents", "observer"))
        if agents not in ("observer", "turtles", "patches", "links"):
            return
        self._say(f"{agents}> {text}\n")
        try:
            self.workspace.command(text, agents)
        except CompilerError as error:
            try:
                self.workspace.command(f"show ({text}\n)", agents)
            except NetLogoError:
                self._say(f"ERROR: {error}\n")
        except HaltError:
            raise
        except NetLogoError as error:
            self._say(f"ERROR: {error}\n")

    def _say(self, text: str) -> None:
        """Show a line of the command centre's own, after what the model has printed."""
        output = self.workspace.world.output
        if printed := output.take():
            self.audience.tell("area", text=output.area[-MOST_TEXT:])
        self.audience.tell("output", text=(printed + text)[-MOST_TEXT:])

    def _code(self, message: dict[str, Any]) -> None:
        """New code: compiled at once; the world begins anew where it compiles, the sliders stay."""
        text = str(message.get("text", ""))
        before = self.workspace
        model = before.model
        kept = {name: before.get_global(name) for name in before.interface_globals}
        old = model.code
        model.code = text
        try:
            self._open(model, None)
        except NetLogoError as error:
            model.code = old
            found = error.errors if isinstance(error, ProgramError) else [error]
            self.audience.tell("code", errors=[_placed(one) for one in found])
            return
        for name, value in kept.items():
            with suppress(NetLogoError):
                self.workspace.set_global(name, value)
        self._forever.clear()
        self.audience.tell("code", errors=[])
        self.audience.tell("interface", **self.layout)
        self.audience.each(self._readings.send_all)

    def _inspect(self, message: dict[str, Any]) -> None:
        """The variables of a turtle, or of the patch at a place."""
        self.audience.tell("agent", **self._readings.agent(message))


def _placed(error: NetLogoError) -> dict[str, Any]:
    place = getattr(error, "place", None)
    return {
        "text": str(error),
        "file": "" if place is None else place.file,
        "line": 0 if place is None else place.line,
        "column": 0 if place is None else place.column,
    }


_JOBS: dict[Any, str] = {
    "button": "_button",
    "set": "_set",
    "line": "_line",
    "code": "_code",
    "inspect": "_inspect",
}
"""Type of a message -> the method that does what it asks for."""
MIDST = frozenset({"set", "inspect"})
"""What may happen while a command of the model lasts."""
