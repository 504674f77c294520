"""All primitives of one world under the names by which generated code calls them.

A NetLogo name is mangled: `-` becomes `_`, `?` becomes `_p`, and a `_` is added to what Python uses itself.
Functions whose first parameter is `me` take the running agent; what depends on the kind of agent is a method
of the agent classes.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from netlogo.runtime import values
from netlogo.runtime.agents import sets
from netlogo.runtime.agents.kernel import quick_functions
from netlogo.runtime.maths import mathematics
from netlogo.runtime.maths.draws import RandomPrimitives
from netlogo.runtime.maths.numbers import checked
from netlogo.runtime.primitives import color, control, kinds, list_blocks, lists, literals, turns
from netlogo.runtime.primitives.control import WorldPrimitives
from netlogo.runtime.primitives.file_primitives import FilePrimitives
from netlogo.runtime.primitives.headless import WindowPrimitives
from netlogo.runtime.primitives.layouts import LayoutPrimitives
from netlogo.runtime.primitives.list_blocks import ListPrimitives
from netlogo.runtime.primitives.plot_primitives import PlotPrimitives
from netlogo.runtime.primitives.selection import SelectionPrimitives
from netlogo.runtime.space.diffusion import DiffusionPrimitives
from netlogo.runtime.space.nearby import NearbyPrimitives
from netlogo.runtime.space.topology import subtract_headings
from netlogo.runtime.state.export_world import ExportPrimitives
from netlogo.runtime.state.images import ImagePrimitives
from netlogo.runtime.state.import_world import ImportPrimitives
from netlogo.runtime.state.output import OutputPrimitives

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_MODULES = (mathematics, lists, list_blocks, sets, kinds, color, control, turns)
_VALUE_FUNCTIONS = (
    "logo_equal",
    "is_nobody",
    "lt",
    "gt",
    "le",
    "ge",
    "check_number",
    "check_string",
    "check_boolean",
    "check_bool",
)


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The public functions that a module itself defines."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }


def _methods(owner: object) -> dict[str, Callable[..., Any]]:
    """The public methods of an object, and the functions it has as attributes."""
    return {name: getattr(owner, name) for name in dir(owner) if not name.startswith("_")}


def namespace(world: World) -> dict[str, Any]:
    """The primitives of a world by their Python names; the same functions for as long as the world lives."""
    found: dict[str, Any] = {}
    for module in _MODULES:
        found.update(_functions(module))
    plots = PlotPrimitives(world)
    owners = (
        plots,
        WorldPrimitives(world, plots.setup_plots, plots.update_plots),
        DiffusionPrimitives(world),
        ExportPrimitives(world),
        FilePrimitives(world),
        ImagePrimitives(world),
        ImportPrimitives(world),
        RandomPrimitives(world),
        LayoutPrimitives(world),
        ListPrimitives(world.rng),
        NearbyPrimitives(world),
        OutputPrimitives(world.output),
        SelectionPrimitives(world),
        WindowPrimitives(world),
    )
    for owner in owners:
        found.update(_methods(owner))
    found.update({name: getattr(values, name) for name in _VALUE_FUNCTIONS})
    found["checked"] = checked
    found["ConcurrentAsk"] = turns.ConcurrentAsk
    found["read_from_string"] = literals.read_from_string
    found["subtract_headings"] = subtract_headings
    found["reduce"] = list_blocks.reduce_
    return found | quick_functions(found, world, world.rng)
