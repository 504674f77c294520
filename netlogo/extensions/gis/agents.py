"""Turtles made of features, and datasets made of agents."""

from __future__ import annotations

import logging
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from netlogo.compiler.front.program import LINK_VARIABLES, TURTLE_VARIABLES
from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Feature, VectorDataset
from netlogo.runtime.agents.agent_sets import AgentSet, TreeSet
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.extensions.gis.placing import Placing
    from netlogo.runtime.world import World

_LOG = logging.getLogger(__name__)
_COLORS = {
    "gray": 5.0, "red": 15.0, "orange": 25.0, "brown": 35.0, "yellow": 45.0, "green": 55.0, "lime": 65.0,
    "turquoise": 75.0, "cyan": 85.0, "sky": 95.0, "blue": 105.0, "violet": 115.0, "magenta": 125.0, "pink":
    135.0, "black": 0.0, "white": 9.9,
}  # fmt: skip
_KEPT = frozenset(("WHO", "BREED", "XCOR", "YCOR"))
_FORM = (
    'The variable mapping must be of the form: [["property-name" "turtle-variable-name"]'
    ' ["property-name" "turtle-variable-name"] (etc.)]'
)
_OUTSIDE = (
    "Tried to create turtle outside GIS envelope at: %s. Try setting your GIS world envelope with"
    " gis:set-world-envelope (gis:envelope-union-of (gis:envelope-of your-first-dataset) (gis:envelope-of"
    " your-second-dataset) etc.))"
)
Mapping = dict[str, str]


class Settler:
    """Makes turtles at places of features in a world."""

    def __init__(self, world: World, placing: Placing) -> None:
        self._world = world
        self._placing = placing

    def breed(self, turtles: Any) -> TreeSet:
        """A breed, or all turtles."""
        if isinstance(turtles, TreeSet) and turtles.kind == "turtle":
            return turtles
        raise failure("Expected breed, received non-breed turtleset")

    def mapping(self, breed: TreeSet, names: list[str], manual: Any = None) -> Mapping:
        """Which property becomes which variable of a breed: those of the same name, and those that a list of
        pairs names.
        """
        known = [*TURTLE_VARIABLES, *_own_names(self._world, breed)]
        found = {name: name.replace(" ", "-") for name in names if name.replace(" ", "-") in known}
        for pair in manual or []:
            if pair.__class__ is not list or [one.__class__ for one in pair] != [str, str]:
                raise failure(_FORM)
            variable = pair[1].upper()
            if variable not in known:
                raise failure(
                    f"There is no variable {variable} defined. use turtles-own or <breeds>-own to define one."
                )
            found[pair[0].upper()] = variable
        return found

    def settle(self, breed: TreeSet, x: float, y: float, feature: Feature, mapping: Mapping) -> Any:
        """A turtle at GIS coordinates with a feature's properties; one outside of the world stays bare at the
        origin, and None comes back.
        """
        world = self._world
        color = 5.0 + 10.0 * world.rng.next_int(14)
        origin = world.topology.patch_inside(0.0, 0.0)
        turtle: Any = world.turtle_class(world.new_who(), breed, origin, color, 0.0)
        place = self._placing.used.inside(x, y)
        if place is None:
            _LOG.warning(_OUTSIDE, f"({x}, {y})")
            return None
        topology = world.topology
        across = _within(place[0], topology.right, topology.wrap_x)
        turtle.set_xcor(across)
        turtle.set_ycor(_within(place[1], topology.top, topology.wrap_y))
        for name, variable in mapping.items():
            value = feature.properties.get(name)
            if value is not None and variable not in _KEPT:
                self._set(turtle, variable, value)
        return turtle

    def _set(self, turtle: Any, variable: str, value: Any) -> None:
        if variable not in TURTLE_VARIABLES:
            setattr(turtle, self._world.program.attr(variable), value)
            return
        if variable in ("COLOR", "LABEL-COLOR") and isinstance(value, str):
            if value not in _COLORS:
                raise failure(
                    f"{value} is not a supported color name. Only the default hues or netlogo color number"
                    " representations are supported. see"
                    " https://ccl.northwestern.edu/netlogo/docs/programming.html#colors for a list of default"
                    " colors and a table of color number representations."
                )
            value = _COLORS[value]
        if variable == "HIDDEN?":
            value = _truth(value)
        getattr(turtle, f"set_{_attribute(variable)}")(value)


def _within(place: float, edge: float, wraps: bool) -> float:
    """A place on the far edge of a world that does not wrap lies just inside."""
    import math

    return math.nextafter(place, -math.inf) if not wraps and place >= edge else place


def _truth(value: Any) -> bool:
    text = str(value).lower()
    if text in ("true", "1", "1.0"):
        return True
    if text in ("false", "0", "0.0"):
        return False
    raise failure(f"{value} is not a supported boolean value. Only true/false or 0/1 are accepted")


def point_in(feature: Feature, rng: Any) -> tuple[float, float]:
    """A point of a polygon, drawn evenly over its area: a triangle, then a place in it."""
    if feature.shape_type != "POLYGON":
        raise failure("Tried to get a point inside of a non-polygon vector feature")
    triangles, sums = feature.triangles
    drawn = rng.next_double() * sums[-1]
    corners = list(triangles[min(bisect_left(sums, drawn), len(sums) - 1)].exterior.coords)
    b, c = rng.next_double(), rng.next_double()
    if b + c > 1.0:
        b, c = 1.0 - b, 1.0 - c
    one, two, three = corners[:3]
    x = b * (two[0] - one[0]) + c * (three[0] - one[0]) + one[0]
    y = b * (two[1] - one[1]) + c * (three[1] - one[1]) + one[1]
    return x, y


def dataset_of(world: World, agents: AgentSet, placing: Placing) -> VectorDataset:
    """The turtles of a set as points or the links as lines, with all their variables as properties."""
    import shapely

    found = agents.agents()
    everybody = world.turtles if agents.kind == "turtle" else world.links
    breeds = {id(agent.breed): agent.breed for agent in found}
    breed = next(iter(breeds.values())) if len(breeds) == 1 else everybody
    built_in = TURTLE_VARIABLES if agents.kind == "turtle" else LINK_VARIABLES
    own = _own_names(world, breed)
    shape_type = "POINT" if agents.kind == "turtle" else "LINE"
    features = []
    for agent in found:
        values = {name: _property(getattr(agent, _attribute(name))) for name in built_in}
        values |= {name: _property(getattr(agent, world.program.attr(name))) for name in own}
        geometry = placing.geometry(agent)
        if shape_type == "LINE":
            geometry = shapely.MultiLineString([geometry])
        features.append(Feature(shape_type, geometry, values))
    return VectorDataset(shape_type, [*built_in, *own], features)


def _own_names(world: World, breed: TreeSet) -> list[str]:
    """The variables that the model declares for a breed, by their names in capitals."""
    program = world.program
    common = program.turtles_own if breed.kind == "turtle" else program.links_own
    declared = program.breed_named(breed.name or "")
    return [*common, *(declared.owns if declared is not None else ())]


def _property(value: Any) -> Any:
    if isinstance(value, AgentSet):
        return (value.name or value.text()).lower()
    return value if isinstance(value, float | str) and not isinstance(value, bool) else dump(value)


def _attribute(name: str) -> str:
    return name.lower().replace("-", "_").removesuffix("?")
