"""The primitives that concern NetLogo's window: drawing, display, the observer's subject, the mouse, dialogs.

A world has no window unless somebody gives it one (`World.window`); without, these give NetLogo's headless
answers or errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from netlogo.errors import HaltError, LogoError
from netlogo.runtime.agents.base import FOLLOW, NOBODY, RIDE, WATCH, Agent, require_alive
from netlogo.runtime.values import dump, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class Window(Protocol):
    """What a model asks of the window that shows it."""

    mouse: tuple[float, float]
    """Where the mouse is in the world."""
    mouse_inside: bool
    mouse_down: bool

    def show(self) -> None:
        """The model has something to be seen: after a tick, or because it says `display`."""

    def tell(self, text: str) -> None:
        """Show a message."""

    def ask(self, kind: str, text: str, choices: list[str]) -> Any:
        """Ask the user; `kind` is `yes-or-no`, `input` or `one-of`. None where the question is put aside."""


class WindowPrimitives:
    """What a model does with a window."""

    def __init__(self, world: World) -> None:
        self._world = world

    def clear_drawing(self) -> None:
        """Empty the drawing."""
        self._world.drawing.clear()

    def display(self) -> None:
        """Show the world, where there is a window."""
        if self._world.window is not None:
            self._world.window.show()

    def no_display(self) -> None:
        """Stop showing the world; there is no window."""

    def set_line_thickness(self, thickness: float) -> None:
        """Draw lines of shapes thicker; there is no window."""

    def beep(self) -> None:
        """Make a sound; there is no window."""

    def inspect(self, agent: Agent) -> None:
        """Open a monitor of an agent; there is no window."""
        require_alive(agent)

    def stop_inspecting(self, agent: Agent) -> None:
        """Close the monitor of an agent; there is no window."""
        if not isinstance(agent, Agent):
            raise wrong_type("an agent", agent)
        require_alive(agent)

    def stop_inspecting_dead_agents(self) -> None:
        """Close the monitors of the dead; there is no window."""

    # --- perspective --------------------------------------------------------------------------------------

    def subject(self) -> Any:
        """The agent which the observer watches, follows or rides, or nobody."""
        agent = self._world.subject_agent
        return NOBODY if agent is None or agent.dead else agent

    def watch(self, agent: Agent) -> None:
        """Make an agent the observer's subject."""
        self._look_at(agent, WATCH)

    def follow(self, agent: Agent) -> None:
        """Make a turtle the observer's subject."""
        self._look_at(agent, FOLLOW)

    def ride(self, agent: Agent) -> None:
        """Make a turtle the observer's subject."""
        self._look_at(agent, RIDE)

    def _look_at(self, agent: Agent, perspective: int) -> None:
        if perspective != WATCH and agent.kind != "turtle":
            raise wrong_type("a turtle", agent)
        require_alive(agent)
        self._world.look_at(agent, perspective)

    def reset_perspective(self) -> None:
        """Give up the observer's subject."""
        self._world.look_at(None)

    # --- what needs a window ------------------------------------------------------------------------------

    def mouse_down_p(self) -> bool:
        """Whether the mouse button is down: never without a window."""
        return self._world.window is not None and self._world.window.mouse_down

    def mouse_inside_p(self) -> bool:
        """Whether the mouse is over the world: never without a window."""
        return self._world.window is not None and self._world.window.mouse_inside

    def netlogo_web_p(self) -> bool:
        """Whether this is NetLogo Web: never."""
        return False

    netlogo_applet_p = netlogo_web_p

    def mouse_xcor(self) -> float:
        """Where the mouse is: at the origin without a window."""
        return 0.0 if self._world.window is None else self._world.window.mouse[0]

    def mouse_ycor(self) -> float:
        """Where the mouse is: at the origin without a window."""
        return 0.0 if self._world.window is None else self._world.window.mouse[1]

    def _no_user(self) -> NoReturn:
        raise LogoError("You can't get user input headless.")

    def user_message(self, message: Any) -> None:
        """Show a message to the user; without a window it is dropped."""
        if self._world.window is not None:
            self._world.window.tell(dump(message))

    def _asked(self, kind: str, message: Any, choices: list[str]) -> Any:
        if self._world.window is None:
            self._no_user()
        answer = self._world.window.ask(kind, dump(message), choices)
        if answer is None:
            raise HaltError("the question was put aside")
        return answer

    def user_yes_or_no_p(self, message: Any) -> bool:
        """Ask the user."""
        return bool(self._asked("yes-or-no", message, []))

    def user_input(self, message: Any) -> str:
        """Ask the user."""
        return str(self._asked("input", message, []))

    def user_one_of(self, message: Any, choices: list[Any]) -> Any:
        """Ask the user."""
        return choices[int(self._asked("one-of", message, [dump(one) for one in choices]))]

    def user_file(self) -> str:
        """Ask the user for a file: there is none."""
        self._no_user()

    user_new_file = user_file
    user_directory = user_file
