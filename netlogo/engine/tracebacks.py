"""From a Python exception inside generated code to NetLogo's error with place, agent and chain of procedures.

Generated code carries NetLogo positions, so the innermost generated frame of a traceback names the
instruction. Python's own errors (a missing attribute, a wrong type, a division by zero) are told in
NetLogo's words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import CodeType, FrameType, TracebackType
from typing import Any

from netlogo.compiler.codegen.writer import Site, Unit
from netlogo.compiler.front import syntax as s
from netlogo.errors import HaltError, InputTypeError, LogoError, Place
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.values import describe

LONGEST_CHAIN = 30
_LETTERS = {"observer": "O", "turtle": "T", "patch": "P", "link": "L"}
_WORDS = {"O": "the observer", "T": "a turtle", "P": "a patch", "L": "a link"}
_CODES = ((float, s.NUMBER), (bool, s.BOOLEAN), (str, s.STRING), (list, s.LIST))


class Spot:
    """A generated frame of a traceback, where it stood."""

    __slots__ = ("frame", "position")

    def __init__(self, frame: FrameType, lasti: int) -> None:
        self.frame = frame
        self.position = _position(frame.f_code, lasti)

    @property
    def key(self) -> tuple[Any, ...]:
        """By which the place of an instruction is known."""
        return (self.frame.f_code.co_filename, *self.position)


def translate(error: BaseException, unit: Unit, namespace: dict[str, Any]) -> LogoError:
    """The NetLogo error for an exception that left generated code; an error that has its place stays as it
    is.
    """
    if isinstance(error, HaltError):
        raise error
    if isinstance(error, LogoError) and error.place is not None:
        return error
    spots, inner = _spots(error.__traceback__, namespace)
    site = unit.sites.get(spots[-1].key) if spots else None
    runner = agent_of(site, spots) if site is not None else None
    told = error if isinstance(error, LogoError) else _in_words(error, site, inner, runner)
    if site is not None:
        _add_place(told, site, spots, unit)
    if told is not error:
        told.__cause__ = error
    return told


def _spots(trace: TracebackType | None, namespace: dict[str, Any]) -> tuple[list[Spot], FrameType | None]:
    """Generated frames, outermost first, and the runtime's frame that the innermost of them called."""
    spots: list[Spot] = []
    inner: FrameType | None = None
    while trace is not None:
        if trace.tb_frame.f_globals is namespace:
            spots.append(Spot(trace.tb_frame, trace.tb_lasti))
            inner = None
        elif inner is None and spots:
            inner = trace.tb_frame
        trace = trace.tb_next
    return spots, inner


def _position(code: CodeType, lasti: int) -> tuple[int, int, int, int]:
    found = next(itertools.islice(code.co_positions(), lasti // 2, None), (0, 0, 0, 0))
    line, end_line, column, end_column = (value or 0 for value in found)
    return line, column, end_line, end_column


def word_at(code: CodeType, instruction: int, unit: Unit) -> str:
    """The word of the model that an instruction of generated code comes from; empty where it is none."""
    site = unit.sites.get((code.co_filename, *_position(code, instruction)))
    return site.display.lower() if site is not None else ""


def _add_place(error: LogoError, site: Site, spots: list[Spot], unit: Unit) -> None:
    line, column, _, _ = spots[-1].position
    error.place = Place(site.heading.source.name, line, column + 1)
    error.primitive = site.display
    agent = agent_of(site, spots)
    error.agent = str(agent) if agent is not None else "observer"
    calls = list(itertools.islice(_callers(spots, unit), LONGEST_CHAIN + 1))
    error.calls = calls if len(calls) <= LONGEST_CHAIN else [*calls[:-1], "..."]


def spots_of(trace: TracebackType | None, namespace: dict[str, Any]) -> list[Spot]:
    """Frames of generated code, outermost first."""
    return _spots(trace, namespace)[0]


def agent_of(site: Site, spots: list[Spot]) -> Any:
    """The agent that runs an instruction; None for the observer."""
    for spot in reversed(spots):
        if site.me in spot.frame.f_locals:
            return spot.frame.f_locals[site.me]
        if spot.frame.f_code.co_name.startswith(("p_", "t_")):
            return None
    return None


def _callers(spots: list[Spot], unit: Unit) -> Iterator[str]:
    for spot in reversed(spots):
        site = unit.sites.get(spot.key)
        if site is not None:
            yield from reversed(site.inside)
        code = spot.frame.f_code
        label = unit.labels.get((code.co_filename, code.co_name, code.co_firstlineno))
        if label is not None:
            yield label


def _in_words(error: BaseException, site: Site | None, inner: FrameType | None, runner: Any) -> LogoError:
    """NetLogo's sentence for an error of Python's."""
    if isinstance(error, RecursionError):
        return LogoError("stack overflow (recursion too deep)")
    if isinstance(error, ZeroDivisionError):
        return LogoError("Division by zero.")
    if isinstance(error, OverflowError):
        return LogoError("math operation produced a number too large for NetLogo")
    if isinstance(error, AttributeError | TypeError):
        told = _wrong_runner(site, runner)
        if told is not None:
            return told
    if isinstance(error, AttributeError) and inner is None:
        # Python does not say whose slot a store missed
        agent = error.obj if error.obj is not None else runner
        told = _missing_attribute(agent, error.name or "", site)
        if told is not None:
            return told
    if isinstance(error, TypeError | AttributeError | ValueError) and site is not None and inner is not None:
        told = _wrong_input(site, inner)
        if told is not None:
            return told
    return LogoError(f"the engine failed here: {type(error).__name__}: {error}")


def _missing_attribute(agent: Any, name: str, site: Site | None) -> LogoError | None:
    """An agent of the wrong kind runs something, or an agent's breed does not own a variable."""
    kind = getattr(agent, "kind", None)
    if kind not in _LETTERS or not hasattr(agent, "dead"):
        return None
    agents = site.agents if site is not None else "OTPL"
    letter = _LETTERS[kind]
    if letter not in agents:
        if site is not None and site.whole_of:
            return LogoError(_no_access(letter, agents))
        return _not_by(letter, agents)
    if name.startswith("v_") and kind in ("turtle", "link"):
        variable = site.display.upper() if site is not None else name
        return LogoError(f"{agent.breed.name} breed does not own variable {variable}")
    return None


def _wrong_runner(site: Site | None, runner: Any) -> LogoError | None:
    """The running agent is of a kind that the primitive is not for."""
    letter = _LETTERS.get(getattr(runner, "kind", None) or "")
    if site is None or letter is None or site.whole_of or letter in site.agents:
        return None
    return _not_by(letter, site.agents)


def _not_by(letter: str, agents: str) -> LogoError:
    allowed = [_WORDS[other] for other in agents if other != "-"]
    only = f", only {allowed[0]}" if len(allowed) == 1 else ""
    return LogoError(f"this code can't be run by {_WORDS[letter]}{only}")


def _no_access(letter: str, agents: str) -> str:
    """NetLogo's sentence for `[variable] of` an agent of a kind that has no such variable."""
    owners = [_WORDS[other].removeprefix("a ") for other in agents if other in "TL"]
    what, which = (" or ".join(owners), owners[0] if len(owners) == 1 else "agent")
    if "P" in agents:  # a turtle shares the variables of its patch, so only a link lacks them
        what = which = "patch"
    told = f"{_WORDS[letter]} can't access a {what} variable without specifying which {which}"
    return told if letter == "L" else f"A{told[1:]}."


def _wrong_input(site: Site, inner: FrameType) -> LogoError | None:
    """Find the input that does not fit the primitive's types among the arguments of the runtime's
    function.
    """
    if site.primitive is None:
        return None
    syntax = site.primitive.syntax
    types = (syntax.left, *syntax.right) if syntax.infix else syntax.right
    code = inner.f_code
    names = [name for name in code.co_varnames[: code.co_argcount] if name not in ("me", "self", "world")]
    values: list[Any] = [inner.f_locals.get(name) for name in names]
    if code.co_flags & 0x04:  # *args
        values += list(inner.f_locals.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ()))
    for i, value in enumerate(values):
        expected = types[min(i, len(types) - 1)] if types else 0
        expected &= s.WILDCARD
        if expected == s.TURTLE | s.PATCH:
            expected = s.AGENT  # NetLogo looks at the kind of agent later
        own = hasattr(value, "logo_equals") and expected != s.WILDCARD  # a value of an extension
        if expected and (own or not expected & type_of(value)):
            if not expected & ~s.AGENTSET and not isinstance(value, AgentSet):
                expected = s.AGENTSET  # the kind of set is looked at later
            return InputTypeError(s.a_type(expected), describe(value))
    return None


def type_of(value: Any) -> int:
    """The type mask of a value."""
    for python, mask in _CODES:
        if value.__class__ is python:
            return mask
    kind = getattr(value, "kind", None)
    if hasattr(value, "agents") and kind is not None:
        return {"turtle": s.TURTLESET, "patch": s.PATCHSET, "link": s.LINKSET}[kind]
    if kind is not None:
        return {"turtle": s.TURTLE, "patch": s.PATCH, "link": s.LINK, "observer": 0}[kind]
    name = type(value).__name__
    return {"AnonymousCommand": s.COMMAND, "AnonymousReporter": s.REPORTER, "Nobody": s.NOBODY}.get(
        name, s.WILDCARD
    )
