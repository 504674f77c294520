"""The primitives that concern NetLogo's window: drawing, display, the observer's subject, the mouse, dialogs.

There is no window here: they give NetLogo's headless answers or errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from netlogo.errors import LogoError
from netlogo.runtime.agents.base import NOBODY, Agent, require_alive
from netlogo.runtime.values import wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class WindowPrimitives:
    """What a model does with a window."""

    def __init__(self, world: World) -> None:
        self._world = world

    def clear_drawing(self) -> None:
        """Empty the drawing, which is not kept."""

    def display(self) -> None:
        """Show the world; there is no window."""

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

    def stop_inspecting_dead_agents(self) -> None:
        """Close the monitors of the dead; there is no window."""

    # --- perspective --------------------------------------------------------------------------------------

    def subject(self) -> Any:
        """The agent which the observer watches, follows or rides, or nobody."""
        agent = self._world.subject_agent
        return NOBODY if agent is None or agent.dead else agent

    def watch(self, agent: Agent) -> None:
        """Make an agent the observer's subject."""
        require_alive(agent)
        self._world.subject_agent = agent

    def follow(self, agent: Agent) -> None:
        """Make a turtle the observer's subject."""
        if agent.kind != "turtle":
            raise wrong_type("a turtle", agent)
        self.watch(agent)

    ride = follow

    def reset_perspective(self) -> None:
        """Give up the observer's subject."""
        self._world.subject_agent = None

    # --- what needs a window ------------------------------------------------------------------------------

    def mouse_down_p(self) -> bool:
        """Whether the mouse button is down: never."""
        return False

    mouse_inside_p = mouse_down_p
    netlogo_web_p = mouse_down_p
    netlogo_applet_p = mouse_down_p

    def mouse_xcor(self) -> float:
        """Where the mouse is: at the origin."""
        return 0.0

    mouse_ycor = mouse_xcor

    def _no_user(self) -> NoReturn:
        raise LogoError("You can't get user input headless.")

    def user_message(self, message: Any) -> None:
        """Show a message to the user: there is none, it is dropped."""

    def user_yes_or_no_p(self, message: Any) -> bool:
        """Ask the user: there is none."""
        self._no_user()

    def user_input(self, message: Any) -> str:
        """Ask the user: there is none."""
        self._no_user()

    def user_one_of(self, message: Any, choices: list[Any]) -> Any:
        """Ask the user: there is none."""
        self._no_user()

    def user_file(self) -> str:
        """Ask the user for a file: there is none."""
        self._no_user()

    user_new_file = user_file
    user_directory = user_file
