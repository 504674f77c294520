"""Networks in files: GraphML, GEXF and GML through NetworkX, and matrices as text.

Nodes and edges carry the variables of turtles and links under their names. The formats that NetLogo reads
with Gephi (`.dl`, `.gdf`, `.vna`) are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.compiler.front.program import LINK_VARIABLES, TURTLE_VARIABLES
from netlogo.errors import LogoError
from netlogo.extensions.base import failure
from netlogo.extensions.nw.context import Context
from netlogo.extensions.nw.generators import Generators
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.primitives.file_primitives import readable, writable
from netlogo.runtime.state.file_access import overwrite_text, read_text, whole_file
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import networkx as nx

    from netlogo.runtime.agents.agent_sets import TreeSet
    from netlogo.runtime.world import World

_FIXED = frozenset(("WHO", "BREED", "END1", "END2"))
_FORMATS = {".graphml": "graphml", ".gexf": "gexf", ".gml": "gml"}


class Files:
    """Reads and writes networks for one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def save_matrix(self, name: str, context: Context) -> None:
        """Write how many links lead from each turtle to each other, a line for each turtle."""
        place = {turtle: i for i, turtle in enumerate(context.nodes)}
        rows = [[0] * len(place) for _ in place]
        for turtle in context.nodes:
            for other in context.out_neighbors(turtle):
                rows[place[turtle]][place[other]] += 1
        with _told(name), overwrite_text(writable(self._world, name)) as file:
            for row in rows:
                file.write(" ".join(f"{count:4.2f}" for count in row) + "\n")

    def load_matrix(self, name: str, generators: Generators) -> list[Any]:
        """The turtles of a matrix of numbers, linked where one is not 0."""
        with _told(name):
            text = read_text(readable(self._world, name), "replace")
        rows = [line.split() for line in text.splitlines() if line.strip()]
        if any(len(row) != len(rows) for row in rows):
            raise failure(f"expected as many numbers in each line of {name} as there are lines, {len(rows)}")
        try:
            pairs = [(i, j) for i, row in enumerate(rows) for j, one in enumerate(row) if float(one)]
        except ValueError as error:
            raise failure(f"expected numbers in {name}: {error}") from error
        return generators.linked(len(rows), [(i, j) for i, j in pairs if i != j])

    def save(self, name: str, context: Context, ending: str) -> None:
        """Write a graph with the variables of its turtles and links."""
        write = _function("write", name, ending)
        words = (ending or Path(name).suffix) == ".gml"  # GML knows no other characters in names
        graph = self._exported(context, _word if words else str)
        with _told(name), whole_file(writable(self._world, name)) as part:
            write(graph, str(part))

    def load(self, name: str, turtles: TreeSet, links: TreeSet, ending: str) -> list[Any]:
        """The turtles of a file, linked as it says, with the variables that it has values for."""
        read = _function("read", name, ending)
        path = readable(self._world, name)
        if not path.is_file():
            raise failure(f"{path} (No such file or directory)")
        try:
            graph = read(str(path))
        except Exception as error:  # each reader has errors of its own
            raise failure(f"cannot read {name}: {error}") from error
        made = {}
        for node, values in graph.nodes(data=True):
            made[node] = self._turtle(self._breed(values, turtles), links, values)
        for one, two, values in graph.edges(data=True):
            breed = self._breed(values, links)
            if breed.directed is None:
                breed.directed = graph.is_directed()
            link = Generators(self._world, turtles, breed).link(made[one], made[two])
            self._set(link, values, LINK_VARIABLES)
        return list(made.values())

    def _turtle(self, breed: TreeSet, links: TreeSet, values: dict[str, Any]) -> Any:
        world = self._world
        turtle = world.new_turtles(1.0, breed, world.topology.patch_inside(0.0, 0.0))[0]
        self._set(turtle, values, TURTLE_VARIABLES)
        return turtle

    def _breed(self, values: dict[str, Any], default: TreeSet) -> TreeSet:
        named = next((str(v) for key, v in values.items() if key.upper() == "BREED"), "").upper()
        found = self._world.breeds.get(named)
        return found if found is not None and found.kind == default.kind else default

    def _set(self, agent: Any, values: dict[str, Any], built_in: dict[str, int]) -> None:
        """Give an agent the values of variables that it has; others are left out, as in NetLogo."""
        owned = self._world.owned_by[agent.breed]
        names = {_word(name): name for name in (*built_in, *self._own_names(agent.kind))}
        for key, value in values.items():
            name = names.get(_word(key.upper()), key.upper())
            logo = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
            if name in _FIXED or not isinstance(logo, float | str | bool):
                continue
            attribute = self._world.program.attr(name) if name not in built_in else ""
            try:
                if attribute in owned:
                    setattr(agent, attribute, logo)
                elif name in built_in:
                    getattr(agent, f"set_{_attribute(name)}")(logo)
            except LogoError:
                continue

    def _exported(self, context: Context, named: Callable[[str], str]) -> nx.Graph:
        import networkx as nx

        graph: Any = nx.MultiDiGraph() if context.directed else nx.MultiGraph()
        for turtle in context.nodes:
            values = self._values(turtle, TURTLE_VARIABLES)
            graph.add_node(str(turtle), **{named(name): value for name, value in values.items()})
        for link in context.edges:
            values = self._values(link, LINK_VARIABLES)
            ends = str(link.end1), str(link.end2)
            graph.add_edge(*ends, **{named(name): value for name, value in values.items()})
        return graph

    def _values(self, agent: Any, built_in: dict[str, int]) -> dict[str, Any]:
        values = {name: _plain(getattr(agent, _attribute(name))) for name in built_in}
        kind = self._world.turtles if agent.kind == "turtle" else self._world.links
        owns = {self._world.program.attr(name): name for name in self._own_names(agent.kind)}
        for attribute in self._world.owned_by[agent.breed] or self._world.owned_by[kind]:
            values[owns[attribute]] = _plain(getattr(agent, attribute))
        return values

    def _own_names(self, kind: str) -> list[str]:
        program = self._world.program
        breeds = program.breeds if kind == "turtle" else program.link_breeds
        own = program.turtles_own if kind == "turtle" else program.links_own
        return [*own, *(name for breed in breeds.values() for name in breed.owns)]


class _told:  # noqa: N801  # reads as a verb where it is used
    """Errors of files become the extension's."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        """Begin to look out."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | UnicodeDecodeError):
            raise failure(f"{self._name} ({getattr(error, 'strerror', None) or error})") from error


def _function(verb: str, name: str, ending: str) -> Callable[..., Any]:
    import networkx as nx

    kind = ending or Path(name).suffix.lower()
    if kind not in _FORMATS:
        there = ", ".join(_FORMATS)
        raise failure(f"expected a network file that needs no Gephi ({there}), got {kind or name!r}")
    found: Callable[..., Any] = getattr(nx, f"{verb}_{_FORMATS[kind]}")
    return found


def _attribute(name: str) -> str:
    return name.lower().replace("-", "_").removesuffix("?")


def _word(name: str) -> str:
    """A variable's name without the characters that not every format has."""
    return re.sub(r"[^A-Z0-9]", "_", name)


def _plain(value: Any) -> Any:
    """A value that files of graphs can hold: numbers, truth values and texts."""
    if isinstance(value, AgentSet) and value.name is not None:
        return value.name.lower()
    return value if isinstance(value, float | bool | str) else dump(value)
