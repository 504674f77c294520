"""The layouts: turtles placed in a circle, in rings round a root, or by forces along their links."""

from __future__ import annotations

from array import array
from math import sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.kernel import push_apart
from netlogo.runtime.maths.fdlibm import cos, sin, to_radians
from netlogo.runtime.values import check_number, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.agents.turtles import Turtle
    from netlogo.runtime.world import World

Numbers: TypeAlias = "array[float]"


def _limited(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _distance(one: Turtle, two: Turtle) -> float:
    """Distance inside the world; `** 2` would round otherwise than Java's product."""
    dx, dy = two.xcor - one.xcor, two.ycor - one.ycor
    return sqrt(dx * dx + dy * dy)


class _Node:
    """A turtle in the tree of a radial layout."""

    def __init__(self, turtle: Turtle, depth: int) -> None:
        self.turtle = turtle
        self.depth = depth
        self.children: list[_Node] = []
        self.angle = 0.0

    def weight(self) -> float:
        """How much of the circle the branch needs."""
        heaviest = max((child.weight() for child in self.children), default=0.0)
        return max(len(self.children) + 1.0, heaviest * 0.8)

    def spread(self, start: float, end: float) -> None:
        """Give the node the middle of an arc and its children parts of it."""
        self.angle = (start + end) / 2.0
        total = 0.0
        for child in self.children:
            total += child.weight()
        arc = end - start
        for child in self.children:
            stop = start + arc * child.weight() / total
            child.spread(start, stop)
            start = stop


class LayoutPrimitives:
    """The layouts of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def layout_circle(self, source: Any, radius: float) -> None:
        """Place the turtles of a list, or of a set in random order, on a circle, all facing outwards."""
        if isinstance(source, AgentSet):
            if source.kind != "turtle":
                raise LogoError("Patches are immovable.")
            turtles = list(source.ask_order(self._world.rng))
            self._circle(turtles, radius)
        else:
            self._circle(source, radius)

    def _circle(self, items: list[Any], radius: float) -> None:
        radius = check_number(radius)
        topology = self._world.topology
        x, y = float(topology.min_x + topology.width // 2), float(topology.min_y + topology.height // 2)
        for i, turtle in enumerate(items):
            if getattr(turtle, "kind", "") != "turtle":
                continue
            heading = i * 360.0 / len(items)
            if topology.patch_towards(x, y, heading, radius) is None:
                raise LogoError("Cannot access patches beyond the limits of current world.")
            turtle.go_to(x, y)
            turtle.set_heading(heading)
            turtle.jump(radius)

    def layout_radial(self, turtles: AgentSet, links: AgentSet, root: Turtle) -> None:
        """Place the turtles in rings round a root, by their distance from it along the links."""
        for agents, kind in ((turtles, "turtle"), (links, "link")):
            if not isinstance(agents, AgentSet) or agents.kind != kind:
                raise wrong_type(
                    f"a {kind} agentset" if isinstance(agents, AgentSet) else "an agentset", agents
                )
        topology = self._world.topology
        x, y = (topology.min_x + topology.max_x) / 2.0, (topology.min_y + topology.max_y) / 2.0
        nodes = self._tree(turtles, links, root)
        nodes[0].spread(0.0, 360.0)
        depth = max(1.0, nodes[-1].depth + 0.2)
        reach = min(topology.max_x - x, x - topology.min_x, topology.max_y - y, y - topology.min_y)
        gap = reach / depth
        for node in nodes:
            node.turtle.set_heading(node.angle)
            node.turtle.go_to(x, y)
            node.turtle.jump(node.depth * gap)

    def _tree(self, turtles: AgentSet, links: AgentSet, root: Turtle) -> list[_Node]:
        """The turtles that can be reached from the root, nearest first."""
        members = set(turtles.agents())
        nodes = [_Node(root, 0)]
        known = {root}
        for node in nodes:
            for turtle in node.turtle.link_neighbors(links).agents():
                if turtle in members and turtle not in known:
                    known.add(turtle)
                    child = _Node(turtle, node.depth + 1)
                    node.children.append(child)
                    nodes.append(child)
        return nodes

    def layout_spring(
        self, turtles: AgentSet, links: AgentSet, spring: float, length: float, repulsion: float
    ) -> None:
        """One step of the turtles under springs along the links and repulsion between all pairs."""
        rng = self._world.rng
        nodes = list(turtles.ask_order(rng))
        if not nodes:
            return
        place = {turtle: i for i, turtle in enumerate(nodes)}
        edges = links.agents()
        degrees = [0] * len(nodes)
        for link in edges:
            for end in (link.end1, link.end2):
                if end in place:
                    degrees[place[end]] += 1
        ax, ay = array("d", bytes(8 * len(nodes))), array("d", bytes(8 * len(nodes)))
        for link in edges:
            _pull(link, place, degrees, ax, ay, spring, length)
        xs, ys = (array("d", [getattr(turtle, name) for turtle in nodes]) for name in ("xcor", "ycor"))
        weights, pair = array("d", degrees), 0
        while (pair := push_apart(xs, ys, weights, ax, ay, repulsion, pair)) >= 0:
            self._push_off(*divmod(pair, len(nodes)), degrees, ax, ay, repulsion)
            pair += 1
        topology = self._world.topology
        size = topology.width + topology.height
        if len(nodes) > 1:
            nudge = size / 1.0e10
            ax[0] += rng.next_double() * nudge - nudge / 2.0
            ay[0] += rng.next_double() * nudge - nudge / 2.0
        limit = size / 50.0
        for turtle, fx, fy in zip(nodes, ax, ay, strict=True):
            x = turtle.xcor + _limited(fx, -limit, limit)
            y = turtle.ycor + _limited(fy, -limit, limit)
            turtle.go_to(*self._inside(x, y))

    def _inside(self, x: float, y: float) -> tuple[float, float]:
        topology = self._world.topology
        return (
            float(_limited(x, topology.min_x, topology.max_x)),
            float(_limited(y, topology.min_y, topology.max_y)),
        )

    def _push_off(self, i: int, j: int, degrees: list[int], ax: Numbers, ay: Numbers, force: float) -> None:
        """Two turtles at one point push each other in a random direction."""
        share = max((degrees[i] + degrees[j]) / 2.0, 1.0)
        angle = to_radians(360 * self._world.rng.next_double())
        dx = -(force / share * sin(angle))
        dy = -(force / share * cos(angle))
        ax[i] += dx
        ay[i] += dy
        ax[j] -= dx
        ay[j] -= dy

    def layout_tutte(self, turtles: AgentSet, links: AgentSet, radius: float) -> None:
        """Place the turtles at the middle of those they are linked to, the others of the links' ends on a
        circle.
        """
        world = self._world
        members = set(turtles.agents())
        ends = dict.fromkeys(end for link in links.agents() for end in (link.end1, link.end2))
        self._circle([end for end in ends if end not in members], radius)
        nodes = list(turtles.ask_order(world.rng))
        chosen = None if links is world.links else set(links.agents())
        places = [self._middle(turtle, chosen) for turtle in nodes]
        for turtle, (x, y) in zip(nodes, places, strict=True):
            turtle.go_to(x, y)

    def _middle(self, turtle: Turtle, chosen: set[Any] | None) -> tuple[float, float]:
        fx = fy = 0.0
        degree = 0
        for link in self._world.links.ask_order(self._world.rng):
            if (link.end1 is turtle or link.end2 is turtle) and (chosen is None or link in chosen):
                other = link.opposite(turtle)
                fx += other.xcor
                fy += other.ycor
                degree += 1
        if not degree:
            return turtle.xcor, turtle.ycor
        x = _limited(fx / degree - turtle.xcor, -100.0, 100.0) + turtle.xcor
        y = _limited(fy / degree - turtle.ycor, -100.0, 100.0) + turtle.ycor
        return self._inside(x, y)


def _pull(
    link: Any,
    place: dict[Any, int],
    degrees: list[int],
    ax: Numbers,
    ay: Numbers,
    spring: float,
    length: float,
) -> None:
    """The force of one spring on its ends."""
    one, two = link.end1, link.end2
    i, j = place.get(one), place.get(two)
    share = max(((0 if i is None else degrees[i]) + (0 if j is None else degrees[j])) / 2.0, 1.0)
    distance = _distance(one, two)
    dx = dy = 0.0
    if distance == 0:
        dx = (spring * length) / share
    else:
        f = spring * (distance - length) / share
        dx = f * (two.xcor - one.xcor) / distance
        dy = f * (two.ycor - one.ycor) / distance
    if i is not None:
        ax[i] += dx
        ay[i] += dy
    if j is not None:
        ax[j] -= dx
        ay[j] -= dy
