"""What values of `gis`, agents and lists of them are as geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Feature, VectorDataset
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.space.places import modulate, valid_rgb
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import shapely

    from netlogo.extensions.gis.placing import Placing


def geometry(value: Any, placing: Placing) -> shapely.Geometry:
    """The geometry of a dataset, a feature, an agent, a set of agents, or a list of those."""
    import shapely

    if isinstance(value, Feature):
        return value.geometry
    if isinstance(value, VectorDataset):
        return shapely.union_all([feature.geometry for feature in value.features])
    if isinstance(value, Agent):
        return placing.geometry(value)
    if isinstance(value, AgentSet):
        return shapely.union_all([placing.geometry(agent) for agent in value.agents()])
    if value.__class__ is list:
        return shapely.union_all([geometry(one, placing) for one in value])
    raise failure(f"not a VectorFeature, Agent, AgentSet, or List: {dump(value)}")


def lines_of(shape: shapely.Geometry) -> list[Any]:
    """The points, lines and rings of a geometry, the outer ring of a polygon first."""
    if shape.is_empty:
        return []
    if hasattr(shape, "geoms"):
        return [line for part in shape.geoms for line in lines_of(part)]
    if shape.geom_type == "Polygon":
        return [shape.exterior, *shape.interiors]
    return [shape]


def color_of(value: Any) -> Any:
    """A colour to draw in: a number, or a list of red, green, blue and perhaps opacity."""
    if value.__class__ is float:
        return modulate(value)
    valid_rgb(value)
    return value
