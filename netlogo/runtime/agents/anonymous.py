"""Anonymous procedures as values: what `[x -> ...]` makes and `run`, `map` or `foreach` take.

A value holds a Python function `fn(me, myself, *inputs)`; the agent is given at each call because an
anonymous procedure runs as whoever calls it. `bound` turns one into a plain callable of its inputs for a
primitive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.kernel import know_reporters

# Plain calls, unlike those with *inputs, take no C stack, which lets anonymous procedures recurse deeply.
_BINDERS: tuple[Callable[[Callable[..., Any], Any, Any], Callable[..., Any]], ...] = (
    lambda fn, me, myself: lambda: fn(me, myself),
    lambda fn, me, myself: lambda a: fn(me, myself, a),
    lambda fn, me, myself: lambda a, b: fn(me, myself, a, b),
    lambda fn, me, myself: lambda a, b, c: fn(me, myself, a, b, c),
)


class AnonymousProcedure:
    """Common part: the function, how many inputs it needs, and its source text for printing."""

    __slots__ = ("agents", "arity", "fn", "source")

    def __init__(self, fn: Callable[..., Any], arity: int, source: str, agents: str = "OTPL") -> None:
        self.fn = fn
        self.arity = arity  # -1: takes all inputs there are, as `reduce sentence` does
        self.source = source
        self.agents = agents

    def bound(self, me: object, myself: object, given: int) -> Callable[..., Any]:
        """A callable of `given` inputs that runs as `me`; surplus inputs are dropped, missing ones are an
        error.
        """
        arity, fn = self.arity, self.fn
        if self.agents != "OTPL":
            self._check_agent(me)
        if given < arity:
            inputs = "1 input" if arity == 1 else f"{arity} inputs"
            raise LogoError(f"anonymous procedure expected {inputs}, but only got {given}")
        if arity == given and arity < len(_BINDERS):
            return _BINDERS[arity](fn, me, myself)
        if arity in (given, -1):
            return lambda *inputs: fn(me, myself, *inputs)
        return lambda *inputs: fn(me, myself, *inputs[:arity])

    def run(self, me: object, myself: object, inputs: tuple[Any, ...]) -> Any:
        """Run it with these inputs as `me`."""
        call = self.bound(me, myself, len(inputs))
        if not inputs:
            return call()
        return call(inputs[0]) if len(inputs) == 1 else call(*inputs)

    def __repr__(self) -> str:
        return str(self)

    def _check_agent(self, me: Any) -> None:
        """Only the kinds of agents that could run all of the code may start it."""
        letters = {"observer": "O", "turtle": "T", "patch": "P", "link": "L"}
        if letters[me.kind] not in self.agents:
            words = {
                letter: "the observer" if kind == "observer" else f"a {kind}"
                for kind, letter in letters.items()
            }
            allowed = [words[letter] for letter in self.agents if letter != "-"]
            only = f", only {allowed[0]}" if len(allowed) == 1 else ""
            raise LogoError(f"this code can't be run by {words[letters[me.kind]]}{only}")


class AnonymousReporter(AnonymousProcedure):
    """The value of `[x -> x + 1]`."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"(anonymous reporter: {self.source})"


know_reporters(AnonymousReporter)


class AnonymousCommand(AnonymousProcedure):
    """The value of `[x -> print x]`."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"(anonymous command: {self.source})"


class StopSignal(BaseException):
    """`stop` inside an anonymous command that is not inlined: ends the procedure that runs it."""


class ReportSignal(BaseException):
    """`report` inside an anonymous command that is not inlined: ends the reporter procedure that runs it."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value
