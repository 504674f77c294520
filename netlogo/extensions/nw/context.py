"""The graph that the primitives of `nw` look at: some turtles and the links among them.

Neighbours come in the order of NetLogo's extension: by directed links first, then by undirected ones, each
in the order of the link set.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.runtime.agents.agent_sets import AgentSet

if TYPE_CHECKING:
    import networkx as nx


class Context:
    """Turtles and links as they are now; `current` says whether they still are."""

    def __init__(self, turtles: AgentSet, links: AgentSet) -> None:
        self.turtles = turtles
        self.links = links
        self._turtle_list = turtles.agents()
        self._link_list = links.agents()
        self.nodes: list[Any] = sorted(self._turtle_list, key=lambda turtle: turtle.id)
        members = set(self.nodes)
        self.members = members
        self.edges = [link for link in self._link_list if link.end1 in members and link.end2 in members]
        self._undirected: dict[Any, list[Any]] = {}
        self._in: dict[Any, list[Any]] = {}
        self._out: dict[Any, list[Any]] = {}
        for link in self.edges:
            if link.breed.directed:
                self._out.setdefault(link.end1, []).append(link)
                self._in.setdefault(link.end2, []).append(link)
            else:
                self._undirected.setdefault(link.end1, []).append(link)
                self._undirected.setdefault(link.end2, []).append(link)

    @property
    def current(self) -> bool:
        """Whether no turtle or link has come or gone."""
        return self.turtles.agents() is self._turtle_list and self.links.agents() is self._link_list

    @property
    def directed(self) -> bool:
        """Whether it has a directed link."""
        return bool(self._out)

    def in_edges(self, turtle: Any) -> list[Any]:
        """Links that lead to a turtle, undirected ones among them."""
        return self._in.get(turtle, []) + self._undirected.get(turtle, [])

    def out_edges(self, turtle: Any) -> list[Any]:
        """Links that lead away from a turtle, undirected ones among them."""
        return self._out.get(turtle, []) + self._undirected.get(turtle, [])

    def in_neighbors(self, turtle: Any) -> list[Any]:
        """Turtles from which links lead to a turtle."""
        return [other_end(link, turtle) for link in self.in_edges(turtle)]

    def out_neighbors(self, turtle: Any) -> list[Any]:
        """Turtles to which links lead from a turtle."""
        return [other_end(link, turtle) for link in self.out_edges(turtle)]

    def require(self, turtle: Any) -> None:
        """Refuse a turtle that is not in the graph."""
        if turtle not in self.members:
            raise failure(f"{turtle} is not a member of the current graph context.")

    @cached_property
    def components(self) -> list[list[Any]]:
        """The parts that hang together, whichever way links lead, each in the order of who numbers."""
        found: dict[Any, int] = {}
        parts: list[list[Any]] = []
        for start in self.nodes:
            if start in found:
                continue
            part, waiting = [], [start]
            found[start] = len(parts)
            while waiting:
                turtle = waiting.pop()
                part.append(turtle)
                for other in self.out_neighbors(turtle) + self.in_neighbors(turtle):
                    if other not in found:
                        found[other] = len(parts)
                        waiting.append(other)
            parts.append(sorted(part, key=lambda turtle: turtle.id))
        return parts

    def graph(self, *, directed: bool | None = None) -> nx.Graph:
        """The same as a graph of NetworkX; an edge's key is its link."""
        import networkx as nx

        wanted = self.directed if directed is None else directed
        graph: Any = nx.MultiDiGraph() if wanted else nx.MultiGraph()
        graph.add_nodes_from(self.nodes)
        for link in self.edges:
            graph.add_edge(link.end1, link.end2, key=link)
            if wanted and not link.breed.directed:
                graph.add_edge(link.end2, link.end1, key=link)
        return graph


def other_end(link: Any, turtle: Any) -> Any:
    """The end of a link that is not this turtle."""
    return link.end2 if link.end1 is turtle else link.end1


def weights(variable: Any, context: Context) -> dict[Any, float]:
    """A variable of all links of a graph, which must be numbers.

    Raises:
        LogoError: some link does not own it, or has no number.
    """
    found = {}
    for link in context.edges:
        name = str(variable).upper()
        attribute = {"THICKNESS": "thickness", "COLOR": "color"}.get(name) or link.world.program.attr(name)
        value = getattr(link, attribute, None)
        if value.__class__ is not float:
            raise failure(
                "Weights must be numbers." if value is not None else f"{name} is no variable of {link}"
            )
        found[link] = value
    return found
