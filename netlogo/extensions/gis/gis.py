"""The `gis` extension: what each of its primitives does, by the modules beside this one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_number, a_string, a_whole_number, failure
from netlogo.extensions.gis import relations
from netlogo.extensions.gis.agents import dataset_of, point_in
from netlogo.extensions.gis.grids import Grids
from netlogo.extensions.gis.painting import Painter
from netlogo.extensions.gis.placing import Placing, Transformation, system_of, text_of
from netlogo.extensions.gis.searching import Searching
from netlogo.extensions.gis.settling import Relations, Settling
from netlogo.extensions.gis.storing import Storing
from netlogo.extensions.gis.values import (
    Envelope,
    Feature,
    RasterDataset,
    VectorDataset,
    Vertex,
    envelope_in,
    feature_of,
    union,
    vector,
)
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.base import NOBODY, Agent
from netlogo.runtime.primitives.file_primitives import readable
from netlogo.runtime.state.file_access import read_text
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import World

Block = Callable[[Any], Any] | None


class GisExtension(Extension):
    """Primitives of `gis`."""

    name = "gis"
    hidden_state = True  # the transformation, the coordinate system, the datasets
    signatures: ClassVar[str] = """
set-transformation : list list ; O---
set-transformation-ds : list list ; O---
set-world-envelope : list ; O---
set-world-envelope-ds : list ; O---
world-envelope : -> list
envelope-of : wildcard -> list
envelope-union-of : list* -> list ; default=2
load-coordinate-system : string ; O---
set-coordinate-system : list|string ; O---
load-dataset : string -> wildcard
store-dataset : wildcard string
type-of : wildcard -> string
patch-dataset : reference -> wildcard ; O---
turtle-dataset : turtleset -> wildcard
link-dataset : linkset -> wildcard
create-turtles-from-points : wildcard turtleset commandblock? ; O--- block=-T-- draws kills sets
create-turtles-from-points-manual : wildcard turtleset list commandblock? ; O--- block=-T-- draws kills sets
create-turtles-inside-polygon : wildcard turtleset number commandblock? ; O--- block=-T-- draws kills sets
create-turtles-inside-polygon-manual : wildcard turtleset number list commandblock? ; block=-T-- draws sets
shape-type-of : wildcard -> string
property-names : wildcard -> list
feature-list-of : wildcard -> list
vertex-lists-of : wildcard -> list
centroid-of : wildcard -> wildcard
random-point-inside : wildcard -> wildcard ; draws
location-of : wildcard -> list
project-lat-lon : number number -> list
project-lat-lon-from-ellipsoid : number number number number -> list
property-value : wildcard string -> wildcard
set-property-value : wildcard string string|number
find-features : wildcard string string|number -> list
find-one-feature : wildcard string string|number -> wildcard
find-less-than : wildcard string string|number -> list
find-greater-than : wildcard string string|number -> list
find-range : wildcard string string|number string|number -> list
property-minimum : wildcard string -> number|string
property-maximum : wildcard string -> number|string
apply-coverage : wildcard string reference ; O---
apply-coverages : wildcard list reference* ; O--- default=3
coverage-minimum-threshold : -> number
set-coverage-minimum-threshold : number
coverage-maximum-threshold : -> number
set-coverage-maximum-threshold : number
intersects? : wildcard wildcard -> boolean
contains? : wildcard wildcard -> boolean
contained-by? : wildcard wildcard -> boolean
have-relationship? : wildcard wildcard string -> boolean
relationship-of : wildcard wildcard -> string
intersecting : patchset ~ wildcard -> patchset
width-of : wildcard -> number
height-of : wildcard -> number
raster-value : wildcard number number -> number
set-raster-value : wildcard number number number
minimum-of : wildcard -> number
maximum-of : wildcard -> number
sampling-method-of : wildcard -> string
set-sampling-method : wildcard string
raster-sample : wildcard wildcard -> number
raster-world-envelope : wildcard number number -> list
create-raster : number number list -> wildcard
resample : wildcard list number number -> wildcard
convolve : wildcard number number list number number -> wildcard
apply-raster : wildcard reference ; O---
drawing-color : -> number|list
set-drawing-color : number|list
draw : wildcard number
fill : wildcard number
paint : wildcard number
import-wms-drawing : string string string number
myworld-layers : -> list
myworld-get-dataset : string -> wildcard
myworld-send-dataset : wildcard string
"""

    spelled: ClassVar[Mapping[str, str]] = {"fill": "fill_in"}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._placing = Placing(world)
        self._painter = Painter(world, self._placing)
        self._storing = Storing(world, self._placing)
        self._parts = (
            self,
            Grids(world, self._placing),
            Settling(world, self._placing),
            Relations(world, self._placing),
            Searching(),
        )

    def function(self, primitive: str) -> Callable[..., Any]:
        word = self.spelled.get(primitive) or primitive.replace("-", "_").replace("?", "_p")
        for part in self._parts:
            if hasattr(part, word):
                found: Callable[..., Any] = getattr(part, word)
                return found
        raise AssertionError(f"gis:{primitive} has no function")

    # --- coordinates ----------------------------------------------------------------------------------------

    def set_transformation(self, gis: Any, world: Any) -> None:
        """Lay a GIS envelope over an envelope of the world, at one scale."""
        self._transform(gis, envelope_in(world), equal=True)

    def set_transformation_ds(self, gis: Any, world: Any) -> None:
        """The same at different scales both ways."""
        self._transform(gis, envelope_in(world), equal=False)

    def set_world_envelope(self, gis: Any) -> None:
        """Lay a GIS envelope over the world, at one scale."""
        self._transform(gis, self._placing.world_limits(), equal=True)

    def set_world_envelope_ds(self, gis: Any) -> None:
        """The same at different scales both ways."""
        self._transform(gis, self._placing.world_limits(), equal=False)

    def _transform(self, gis: Any, world: Envelope, *, equal: bool) -> None:
        self._placing.transformation = Transformation.between(envelope_in(gis), world, equal=equal)

    def world_envelope(self) -> list[Any]:
        """The GIS envelope of the world."""
        return list(self._placing.world_envelope())

    def envelope_of(self, value: Any) -> list[Any]:
        """The least rectangle around a dataset, a feature or agents."""
        if isinstance(value, VectorDataset | Feature | RasterDataset):
            return list(value.envelope)
        if isinstance(value, Agent | AgentSet):
            agents = value.agents() if isinstance(value, AgentSet) else [value]
            found = [self._placing.geometry(agent).bounds for agent in agents]
            return list(union([(left, right, low, high) for left, low, right, high in found]))
        raise failure(f"not a RasterDataset, VectorDataset, VectorFeature, Agent, or Agentset: {dump(value)}")

    def envelope_union_of(self, *envelopes: Any) -> list[Any]:
        """The envelope of several."""
        return list(union([envelope_in(one) for one in envelopes])) if envelopes else []

    def load_coordinate_system(self, name: Any) -> None:
        """Use the coordinate system of a `.prj` file."""
        path = readable(self.world, a_string(name))
        try:
            text = read_text(path, "replace")
        except OSError as error:
            raise failure(f"projection file {name} does not exist") from error
        self._placing.system = system_of(text)

    def set_coordinate_system(self, system: Any) -> None:
        """Use the coordinate system of well-known text, or of such text as nested lists."""
        self._placing.system = system_of(system if isinstance(system, str) else text_of(system))

    def project_lat_lon(self, latitude: Any, longitude: Any) -> list[Any]:
        """The place in the world of a latitude and a longitude in degrees; empty outside."""
        return self._projected(a_number(latitude), a_number(longitude))

    def project_lat_lon_from_ellipsoid(
        self, latitude: Any, longitude: Any, radius: Any, inverse: Any
    ) -> list[Any]:
        """The same on another ellipsoid; angles are taken over as they are."""
        a_number(radius), a_number(inverse)
        return self._projected(a_number(latitude), a_number(longitude))

    def _projected(self, latitude: float, longitude: float) -> list[Any]:
        system = self._placing.system
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return []
        if system is None:
            raise failure(
                "You must use gis:load-coordinate-system or gis:set-coordinate-system before you can project"
                " lat/lon pairs."
            )
        import pyproj

        x, y = longitude, latitude
        if system.is_projected:
            x, y = pyproj.Proj(system)(longitude, latitude)
        place = self._placing.used.inside(x, y) if math.isfinite(x) and math.isfinite(y) else None
        return [] if place is None else list(place)

    # --- datasets -------------------------------------------------------------------------------------------

    def load_dataset(self, name: Any) -> VectorDataset | RasterDataset:
        """A shapefile, a GeoJSON file or an ASCII grid in the coordinate system in use."""
        dataset = self._storing.load(a_string(name))
        if self._placing.transformation is None:
            self._transform(list(dataset.envelope), self._placing.world_limits(), equal=True)
        return dataset

    def store_dataset(self, dataset: Any, name: Any) -> None:
        """Write a dataset as a shapefile, GeoJSON or ASCII grid, by its kind and the file's ending."""
        self._storing.store(dataset, a_string(name))

    def type_of(self, dataset: Any) -> str:
        """`VECTOR` or `RASTER`."""
        if isinstance(dataset, VectorDataset):
            return "VECTOR"
        if isinstance(dataset, RasterDataset):
            return "RASTER"
        raise failure(f"not a GIS dataset: {dump(dataset)}")

    def turtle_dataset(self, turtles: Any) -> VectorDataset:
        """Turtles as points."""
        return dataset_of(self.world, turtles, self._placing)

    def link_dataset(self, links: Any) -> VectorDataset:
        """Links as lines."""
        return dataset_of(self.world, links, self._placing)

    # --- features -------------------------------------------------------------------------------------------

    def shape_type_of(self, value: Any) -> str:
        """`POINT`, `LINE` or `POLYGON`."""
        if isinstance(value, VectorDataset | Feature):
            return value.shape_type
        raise failure(f"not a VectorFeature or VectorDataset: {dump(value)}")

    def property_names(self, dataset: Any) -> list[Any]:
        """The names of the properties of a dataset's features, in capitals."""
        return list(vector(dataset).names)

    def feature_list_of(self, dataset: Any) -> list[Any]:
        """The features of a dataset."""
        return list(vector(dataset).features)

    def vertex_lists_of(self, feature: Any) -> list[Any]:
        """The vertices of each line, ring or point of a feature."""
        return [
            [Vertex((x, y)) for x, y in line.coords]
            for line in relations.lines_of(feature_of(feature).geometry)
        ]

    def centroid_of(self, feature: Any) -> Vertex:
        """The centre of gravity of a feature."""
        center = feature_of(feature).geometry.centroid
        return Vertex(None if center.is_empty else (center.x, center.y))

    def random_point_inside(self, feature: Any) -> Vertex:
        """A point drawn evenly over a polygon."""
        return Vertex(point_in(feature_of(feature), self.world.rng))

    def location_of(self, vertex: Any) -> list[Any]:
        """The place in the world of a vertex; empty outside."""
        if not isinstance(vertex, Vertex):
            raise failure(f"not a Vertex: {dump(vertex)}")
        place = None if vertex.place is None else self._placing.used.inside(*vertex.place)
        return [] if place is None else list(place)

    def property_value(self, feature: Any, name: Any) -> Any:
        """A property of a feature."""
        found, key = feature_of(feature), a_string(name).upper()
        if key not in found.properties:
            raise failure(f"feature does not have property '{key}'")
        value = found.properties[key]
        return NOBODY if value is None else value

    def set_property_value(self, feature: Any, name: Any, value: Any) -> None:
        """Change a property of a feature; its type stays."""
        found, key = feature_of(feature), a_string(name).upper()
        if key not in found.properties:
            raise failure(f"feature does not have property '{key}'")
        if isinstance(value, str) and not isinstance(found.properties[key], str):
            raise failure("Tried to set a numeric property to a string value")
        if not isinstance(value, str) and found.properties[key].__class__ is not float:
            raise failure("Tried to set a string property to a number value")
        found.properties[key] = value

    # --- drawing --------------------------------------------------------------------------------------------

    def drawing_color(self) -> Any:
        """The colour in which is drawn."""
        return self._painter.color

    def set_drawing_color(self, color: Any) -> None:
        """Choose it."""
        self._painter.color = relations.color_of(color)

    def draw(self, value: Any, thickness: Any) -> None:
        """Draw the outlines of features."""
        self._painter.draw(value, a_number(thickness), filled=False)

    def fill_in(self, value: Any, thickness: Any) -> None:
        """Fill features."""
        self._painter.draw(value, a_number(thickness), filled=True)

    def paint(self, dataset: Any, transparency: Any) -> None:
        """Draw a grid in shades of grey."""
        if not isinstance(dataset, RasterDataset):
            raise failure(f"not a RasterDataset: {dump(dataset)}")
        self._painter.paint(dataset, a_whole_number(transparency))

    def import_wms_drawing(self, address: Any, system: Any, layer: Any, transparency: Any) -> None:
        """Refused: it would load a picture from a server."""
        raise failure("import-wms-drawing needs a map server, which this engine does not ask")

    def myworld_layers(self) -> list[Any]:
        """Refused: it needs another program."""
        raise failure("this needs the program My World GIS, which this engine does not ask")

    def myworld_get_dataset(self, name: Any) -> Any:
        """Refused: it needs another program."""
        return self.myworld_layers()

    def myworld_send_dataset(self, dataset: Any, name: Any) -> None:
        """Refused: it needs another program."""
        self.myworld_layers()


EXTENSION = GisExtension
