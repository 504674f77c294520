"""An error as a debugger shows it: each procedure of the chain with its line, all with their variables."""

from __future__ import annotations

from collections.abc import Iterator

from netlogo.engine.levels import State, Values
from netlogo.errors import LogoError, Place
from netlogo.workspace import Workspace


def shown(workspace: Workspace, error: LogoError) -> str:
    """The text for an error of a workspace that keeps its state."""
    state = workspace.engine.state(error)
    return "\n".join([error.message, *(_lines(workspace, state) if state else [])])


def _lines(workspace: Workspace, state: State) -> Iterator[str]:
    sources = {heading.source.name: heading.source for heading in workspace.program.procedures.values()}
    for level in state.levels:
        where = f" at {level.place}" if level.place else ""
        yield f"\n{level.what}{where}, {level.agent}"
        place = level.place
        if place is not None and place.file in sources:
            yield from _line(sources[place.file].text, place)
        yield from _values(level.variables)
    if state.variables:
        yield f"\n{state.agent}"
        yield from _values(state.variables)


def _line(text: str, place: Place) -> Iterator[str]:
    """The line of an error, with a sign below its word."""
    line = text.split("\n")[place.line - 1]
    bare = line.lstrip()
    yield f"    {bare}"
    yield " " * (4 + max(place.column - 1 - (len(line) - len(bare)), 0)) + "^"


def _values(values: Values) -> Iterator[str]:
    widest = max((len(name) for name, _ in values), default=0)
    for name, text in values:
        yield f"    {name:<{widest}} = {text}"
