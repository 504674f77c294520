"""What all agents have in common, and nobody.

Separate from the kinds of agents because values, agentsets and errors need the notion of an agent but no
more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.errors import LogoError

if TYPE_CHECKING:
    from netlogo.runtime.world import World


OBSERVE, RIDE, FOLLOW, WATCH = range(4)
"""How an observer looks at its subject, by NetLogo's numbers; OBSERVE is without one."""


class NamedError(LogoError):
    """An error whose text has the primitive's name in place of `{}`, in capitals or as it was typed."""

    def __init__(self, template: str, default: str, as_typed: bool = False) -> None:
        super().__init__("")
        self.args = (template, default, as_typed)
        self.as_typed = as_typed
        self.template = template
        self.default = default

    @property
    def message(self) -> str:
        """NetLogo's text."""
        name = self.primitive or self.default
        return self.template.format(name if self.as_typed else name.upper())


class Nobody:
    """The value `nobody`; NOBODY is its only instance."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nobody"

    def __repr__(self) -> str:
        return "NOBODY"

    def __reduce__(self) -> str:
        return "NOBODY"


NOBODY = Nobody()


class Agent:
    """An observer, turtle, patch or link. `id` is -1 once it is dead; `order` sorts agents of one kind."""

    __slots__ = ()

    kind: ClassVar[str] = ""
    world: ClassVar[World]
    id: int
    dead: bool

    def __repr__(self) -> str:
        """As NetLogo prints it; the dead keep their kind, so that one can tell them apart from nobody."""
        return f"({self.kind} that died)" if self.dead else f"({self})"

    @property
    def alive(self) -> bool:
        """Whether the agent has not died."""
        return not self.dead

    @property
    def order(self) -> Any:
        """What NetLogo sorts agents of this kind by."""
        return self.id

    def breed_name(self) -> str:
        """The singular of its breed in small letters, as messages have it."""
        return self.kind


def require_alive(agent: Agent) -> None:
    """Refuse an agent that has died.

    Raises:
        LogoError: "That turtle is dead." or the like.
    """
    if agent.dead:
        raise LogoError(f"That {agent.breed_name()} is dead.")


def change_own(agent: Agent, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Empty the slots that the new breed does not own, set those that only it owns to 0."""
    for name in old:
        if name not in new:
            delattr(agent, name)
    for name in new:
        if name not in old:
            setattr(agent, name, 0.0)
