"""Reading a world back from NetLogo's CSV form.

The file's sections may stand in any order; afterwards the world has the file's size, generator, globals,
agents, drawing and output. Everything is checked to be there before the old world is cleared. Plots in the
file are passed over.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, TextIO

from common.reading import open_ordinary
from netlogo.errors import LogoError
from netlogo.runtime.agents.base import NOBODY, WATCH
from netlogo.runtime.primitives.file_primitives import readable, unreadable
from netlogo.runtime.primitives.literals import read_literal
from netlogo.runtime.state.export_world import (
    LINK_VARIABLES,
    PATCH_VARIABLES,
    TURTLE_VARIABLES,
    heading_name,
)

if TYPE_CHECKING:
    from netlogo.runtime.world import World

Rows = list[list[str]]
_SECTIONS = (
    "RANDOM STATE",
    "GLOBALS",
    "TURTLES",
    "PATCHES",
    "LINKS",
    "DRAWING",
    "OUTPUT",
    "PLOTS",
    "EXTENSIONS",
)


def _sections(rows: Rows) -> dict[str, Rows]:
    """The rows of each section, without empty ones."""
    found: dict[str, Rows] = {}
    current: Rows = []
    for row in rows:
        if len(row) == 1 and row[0] in _SECTIONS and row[0] not in found:
            current = found[row[0]] = []
        elif row:
            current.append(row)
    return found


LONGEST_FIELD = 1 << 30
"""Characters of one field of an exported world: its output area is one."""


def _rows(file: TextIO) -> list[list[str]]:
    """The rows of a file. The limit of a field belongs to the whole process, so it is put back."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        return list(csv.reader(file))
    finally:
        csv.field_size_limit(before)


class ImportPrimitives:
    """The importing primitives of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def import_world(self, name: str) -> None:
        """Put the world into the state which a file has.

        Raises:
            LogoError: the file is not there or is no exported world.
        """
        path = readable(self._world, name)
        try:
            with io.TextIOWrapper(open_ordinary(path), encoding="utf-8", newline="") as file:
                sections = _sections(_rows(file))
        except OSError as error:
            raise unreadable("import-world", path, error) from error
        if not {"RANDOM STATE", "GLOBALS", "PATCHES"} <= sections.keys():
            raise LogoError(f"import-world: {path} is not an exported world")
        self._take(sections)

    def _take(self, sections: dict[str, Rows]) -> None:
        world = self._world
        names, values = sections["GLOBALS"][:2]
        settings = dict(zip(names, values, strict=False))
        world.clear_all()
        limits = [int(settings[key]) for key in ("min-pxcor", "max-pxcor", "min-pycor", "max-pycor")]
        world.resize(*limits)
        self._agents("TURTLES", sections.get("TURTLES", []))
        self._agents("LINKS", sections.get("LINKS", []))
        self._agents("PATCHES", sections["PATCHES"])
        attributes = {name.lower(): world.program.attr(name) for name in world.program.globals}
        for name, text in settings.items():
            if name in attributes and text:
                setattr(world.G, attributes[name], read_literal(text, world))
        world.ticks = float(settings.get("ticks", "-1"))
        world.next_who(int(settings["nextIndex"]))
        directed = settings.get("directed-links", "NEITHER").strip('"')
        world.links.directed = {"DIRECTED": True, "UNDIRECTED": False}.get(directed)
        subject = read_literal(settings.get("subject") or "nobody", world)
        if subject is not NOBODY:
            world.look_at(subject, int(settings.get("perspective") or WATCH))
        self._drawing(sections.get("DRAWING", []))
        if sections.get("OUTPUT"):
            world.output.area = str(read_literal(sections["OUTPUT"][0][0]))
        rows = sections.get("EXTENSIONS", [])
        # kept until all are read: one may stand in another that comes later
        defined = [read_literal(row[0], world) for row in rows if row[0].startswith("{{")]
        del defined
        world.rng.load(sections["RANDOM STATE"][0][0])

    def _drawing(self, rows: Rows) -> None:
        """The drawing and its patch size; NetLogo before 6.1 wrote colours, which are not read."""
        if not rows:
            return
        world = self._world
        world.patch_size = float(rows[0][0])
        if len(rows) > 1 and rows[1][0].startswith("data:image/"):
            world.drawing.lay(rows[1][0])
            try:
                world.drawing.bitmap()
            except (OSError, ValueError) as error:
                raise LogoError(f"import-world: the drawing is no picture: {error}") from error

    def _agents(self, section: str, rows: Rows) -> None:
        if not rows:
            return
        world = self._world
        program = world.program
        built_in = {"TURTLES": TURTLE_VARIABLES, "PATCHES": PATCH_VARIABLES, "LINKS": LINK_VARIABLES}[section]
        attributes = {heading_name(attribute): attribute for attribute in built_in}
        breeds = program.breeds if section == "TURTLES" else program.link_breeds
        own = {"TURTLES": program.turtles_own, "PATCHES": program.patches_own, "LINKS": program.links_own}[
            section
        ]
        for variable in (*own, *(name for breed in breeds.values() for name in breed.owns)):
            attributes.setdefault(variable.lower(), program.attr(variable))
        for row in rows[1:]:
            texts = dict(zip(rows[0], row, strict=False))
            values = {
                name: read_literal(text, world) for name, text in texts.items() if text and name in attributes
            }
            self._fill(section, {attributes[name]: value for name, value in values.items()})

    def _fill(self, section: str, values: dict[str, Any]) -> None:
        world = self._world
        agent: Any
        if section == "PATCHES":
            agent = world.topology.patch_inside(values.pop("pxcor"), values.pop("pycor"))
        elif section == "TURTLES":
            agent = world.turtle_with_who(int(values.pop("who")))
            agent.set_breed(values.pop("breed"))
            agent.go_to(values.pop("xcor"), values.pop("ycor"))
        else:
            ends = values.pop("end1"), values.pop("end2")
            agent = world.link_between(ends[0].id, ends[1].id, values.pop("breed"))
            agent.set_tie_mode(values.pop("tie_mode"))
        for attribute, value in values.items():
            setattr(agent, attribute, value)
