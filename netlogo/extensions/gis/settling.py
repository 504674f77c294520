"""The primitives of `gis` that make turtles of features, and those about how things lie to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import a_list, a_number, a_string, a_whole_number, failure
from netlogo.extensions.gis import relations
from netlogo.extensions.gis.agents import Settler, point_in
from netlogo.extensions.gis.coverage import Coverage
from netlogo.extensions.gis.placing import Placing
from netlogo.extensions.gis.values import VectorDataset, feature_of
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, make_set
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import World

Block = Callable[[Any], Any] | None


class Settling:
    """Turtles of features in one world."""

    def __init__(self, world: World, placing: Placing) -> None:
        self.world = world
        self._settler = Settler(world, placing)

    def create_turtles_from_points(self, dataset: Any, turtles: Any, block: Block = None) -> None:
        """Make a turtle at each point of a dataset; properties become variables of the same name."""
        self._from_points(dataset, turtles, None, block)

    def create_turtles_from_points_manual(
        self, dataset: Any, turtles: Any, mapping: Any, block: Block = None
    ) -> None:
        """The same with pairs of a property's and a variable's name."""
        self._from_points(dataset, turtles, a_list(mapping), block)

    def _from_points(self, dataset: Any, turtles: Any, manual: Any, block: Block) -> None:
        import shapely

        if not isinstance(dataset, VectorDataset):
            raise failure("Not a VectorDataset")
        if dataset.shape_type != "POINT":
            raise failure("Not a point dataset")
        breed = self._settler.breed(turtles)
        mapping = self._settler.mapping(breed, dataset.names, manual)
        for feature in dataset.features:
            for x, y in shapely.get_coordinates(feature.geometry).tolist():
                self._settler.settle(breed, x, y, feature, mapping)
        self._run(breed, block)

    def create_turtles_inside_polygon(
        self, feature: Any, turtles: Any, size: Any, block: Block = None
    ) -> None:
        """Make turtles at random places of a polygon; properties become variables of the same name."""
        self._inside(feature, turtles, size, None, block)

    def create_turtles_inside_polygon_manual(
        self, feature: Any, turtles: Any, size: Any, mapping: Any, block: Block = None
    ) -> None:
        """The same with pairs of a property's and a variable's name."""
        self._inside(feature, turtles, size, a_list(mapping), block)

    def _inside(self, feature: Any, turtles: Any, size: Any, manual: Any, block: Block) -> None:
        found = feature_of(feature)
        if found.shape_type != "POLYGON":
            raise failure("Not a polygon feature")
        breed = self._settler.breed(turtles)
        mapping = self._settler.mapping(breed, list(found.properties), manual)
        made = []
        for _ in range(a_whole_number(size)):
            place = point_in(found, self.world.rng)
            turtle = self._settler.settle(breed, *place, found, mapping)
            if turtle is not None:
                made.append(turtle)
        self._run(ArraySet("turtle", made), block)

    def _run(self, turtles: AgentSet, block: Block) -> None:
        """Run a block as turtles; their order is drawn in any case."""
        for turtle in turtles.ask_order(self.world.rng):
            if block is not None:
                block(turtle)


class Relations:
    """How datasets, features and agents lie to each other, and which polygons cover the patches."""

    def __init__(self, world: World, placing: Placing) -> None:
        self.world = world
        self._placing = placing
        self._coverage = Coverage(placing)

    def _geometry(self, value: Any) -> Any:
        return relations.geometry(value, self._placing)

    def intersects_p(self, one: Any, other: Any) -> bool:
        """Whether two have a point in common."""
        return bool(self._geometry(one).intersects(self._geometry(other)))

    def contains_p(self, one: Any, other: Any) -> bool:
        """Whether the first covers all of the second."""
        return bool(self._geometry(one).covers(self._geometry(other)))

    def contained_by_p(self, one: Any, other: Any) -> bool:
        """Whether the second covers all of the first."""
        return bool(self._geometry(one).covered_by(self._geometry(other)))

    def have_relationship_p(self, one: Any, other: Any, pattern: Any) -> bool:
        """Whether two have the relation of a pattern of nine signs."""
        return bool(self._geometry(one).relate_pattern(self._geometry(other), a_string(pattern)))

    def relationship_of(self, one: Any, other: Any) -> str:
        """How insides, edges and outsides of two meet, as nine signs (DE-9IM)."""
        return str(self._geometry(one).relate(self._geometry(other)))

    def intersecting(self, agents: Any, value: Any) -> AgentSet:
        """The agents of a set that have a point in common with something."""
        import shapely

        geometry = self._geometry(value)
        shapely.prepare(geometry)
        found = [agent for agent in agents.agents() if geometry.intersects(self._placing.geometry(agent))]
        return make_set(agents.kind, found)

    def apply_coverage(self, dataset: Any, name: Any, attribute: Any) -> None:
        """Give a patch variable a property of the polygons over each patch."""
        self._apply(dataset, [a_string(name)], [attribute])

    def apply_coverages(self, dataset: Any, names: Any, *attributes: Any) -> None:
        """The same for several properties and variables."""
        if len(a_list(names)) != len(attributes):
            raise failure("number of properties must match the number of patch variables")
        self._apply(dataset, [a_string(name) for name in names], list(attributes))

    def _apply(self, dataset: Any, names: list[str], attributes: list[str]) -> None:
        if not isinstance(dataset, VectorDataset):
            raise failure(f"not a VectorDataset: {dump(dataset)}")
        self._coverage.apply(self.world.patches.items, dataset, [name.upper() for name in names], attributes)

    def coverage_minimum_threshold(self) -> float:
        """The share of a patch above which the only polygon there counts."""
        return self._coverage.least

    def set_coverage_minimum_threshold(self, share: Any) -> None:
        """Change it."""
        self._coverage.least = a_number(share)

    def coverage_maximum_threshold(self) -> float:
        """The share from which on the largest of several polygons decides alone."""
        return self._coverage.most

    def set_coverage_maximum_threshold(self, share: Any) -> None:
        """Change it."""
        self._coverage.most = a_number(share)
