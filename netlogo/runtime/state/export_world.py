"""Writing a world, a plot or the output area to a file in NetLogo's CSV form.

A world's file has its generator's state, globals, turtles, patches, links, drawing, output and plots, section
by section, so that `import_world` or NetLogo itself can take it up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import TreeSet
from netlogo.runtime.agents.base import NOBODY, OBSERVE
from netlogo.runtime.maths.numbers import number_text
from netlogo.runtime.primitives.color import closest_number
from netlogo.runtime.primitives.file_primitives import writable
from netlogo.runtime.state.file_access import whole_file
from netlogo.runtime.state.plots import Plot, PlotManager
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import World

TURTLE_VARIABLES = (
    "who", "color", "heading", "xcor", "ycor", "shape", "label", "label_color", "breed", "hidden", "size",
    "pen_size", "pen_mode",
)  # fmt: skip
PATCH_VARIABLES = ("pxcor", "pycor", "pcolor", "plabel", "plabel_color")
LINK_VARIABLES = (
    "end1", "end2", "color", "label", "label_color", "hidden", "breed", "thickness", "shape", "tie_mode",
)  # fmt: skip
_CELL = 10_000
"""Characters of the output area that stand together in an exported world."""


def quoted(text: str) -> str:
    """A CSV field."""
    return '"' + text.replace('"', '""') + '"'


def data(value: Any) -> str:
    """A value as a CSV field that can be read back."""
    return quoted(dump(value, readable=True, exporting=True))


def heading_name(attribute: str) -> str:
    """The NetLogo name of a built-in variable, in small letters."""
    return "hidden?" if attribute == "hidden" else attribute.replace("_", "-")


def write_file(path: Path, lines: Iterable[str]) -> None:
    """Write lines aside and move them into place.

    Raises:
        LogoError: the file cannot be written.
    """
    try:
        with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(line + "\n" for line in lines)
    except OSError as error:
        raise LogoError(f"{path}: {error.strerror or error}") from error


def header(kind: str, model: str) -> Iterator[str]:
    """The first lines of every exported file."""
    yield quoted(f"export-{kind} data (NetLogo 6.4.0)")
    yield quoted(model or "null")
    now = datetime.now().astimezone()
    yield quoted(f"{now:%m/%d/%Y %H:%M:%S}:{now.microsecond // 1000:03d} {now:%z}")
    yield ""


def world_lines(world: World) -> Iterator[str]:
    """The sections of a world."""
    yield from (quoted("RANDOM STATE"), quoted(world.rng.save()), "")
    yield from _global_lines(world)
    program = world.program
    owned = {name: program.attr(name) for breed in program.breeds.values() for name in breed.owns}
    turtles_own = {heading_name(a): a for a in TURTLE_VARIABLES} | {
        name.lower(): program.attr(name) for name in program.turtles_own
    }
    yield from _agent_lines("TURTLES", world.turtles, turtles_own, owned, world)
    patches_own = {heading_name(a): a for a in PATCH_VARIABLES} | {
        name.lower(): program.attr(name) for name in program.patches_own
    }
    yield quoted("PATCHES")
    yield ",".join(map(quoted, patches_own))
    for patch in world.patches.items:
        yield ",".join([data(getattr(patch, attribute)) for attribute in patches_own.values()])
    yield ""
    owned = {name: program.attr(name) for breed in program.link_breeds.values() for name in breed.owns}
    links_own = {heading_name(a): a for a in LINK_VARIABLES} | {
        name.lower(): program.attr(name) for name in program.links_own
    }
    yield from _agent_lines("LINKS", world.links, links_own, owned, world)
    if not world.drawing.blank:
        yield from (quoted("DRAWING"), quoted(repr(float(world.patch_size))), quoted(world.drawing.as_text()))
    yield ""
    if world.output.has_area or world.output.area:
        yield quoted("OUTPUT")
    yield from _output_lines(world.output.area)
    yield from (quoted("PLOTS"), quoted(world.plots.current.name if world.plots.current else ""))
    for plot in _found_by_name(world.plots):
        yield from plot_lines(plot)
        yield ""
    yield from (quoted("EXTENSIONS"), "")
    for name, extension in world.extensions.items():
        definitions = extension.exported()
        if definitions:
            yield quoted(name)
            yield from map(quoted, definitions)
            yield ""


def _found_by_name(plots: PlotManager) -> list[Plot]:
    """For each plot the one that NetLogo finds by its name: of several of one name always the first."""
    return [found for plot in plots.plots if (found := plots.find(plot.name)) is not None]


def _output_lines(text: str) -> Iterator[str]:
    """The output area: NetLogo puts 20,000 characters in a row, with a comma in the middle of them."""
    for start in range(0, len(text), 2 * _CELL):
        cells = (text[start : start + _CELL], text[start + _CELL : start + 2 * _CELL])
        yield data(",".join(cell for cell in cells if cell))


def _global_lines(world: World) -> Iterator[str]:
    topology = world.topology
    subject = world.subject_agent
    if subject is not None and subject.dead:
        subject = None
    directed = {True: "DIRECTED", False: "UNDIRECTED", None: "NEITHER"}[world.links.directed]
    fields = {
        "min-pxcor": quoted(str(topology.min_x)),
        "max-pxcor": quoted(str(topology.max_x)),
        "min-pycor": quoted(str(topology.min_y)),
        "max-pycor": quoted(str(topology.max_y)),
        "perspective": quoted(str(OBSERVE if subject is None else world.perspective)),
        "subject": data(NOBODY if subject is None else subject),
        "nextIndex": quoted(str(world.next_who())),
        "directed-links": data(directed),
        "ticks": quoted(number_text(world.ticks)),
    }
    for name in sorted(world.program.globals):
        fields[name.lower()] = data(getattr(world.G, world.program.attr(name)))
    yield from (quoted("GLOBALS"), ",".join(map(quoted, fields)), ",".join(fields.values()), "")


def _agent_lines(
    title: str, agents: TreeSet, common: dict[str, str], owned: dict[str, str], world: World
) -> Iterator[str]:
    """A section of turtles or links; variables of other breeds stay empty."""
    yield quoted(title)
    yield ",".join(map(quoted, [*common, *(name.lower() for name in owned)]))
    for agent in agents.agents():
        mine = world.breed_owns(agent.breed)
        fields = [data(getattr(agent, attribute)) for attribute in common.values()]
        fields += [
            data(getattr(agent, attribute)) if attribute in mine else "" for attribute in owned.values()
        ]
        yield ",".join(fields)
    yield ""


def plot_lines(plot: Plot) -> Iterator[str]:
    """A plot: its ranges, its pens and their points side by side.

    Raises:
        LogoError: the points were not kept.
    """
    if not plot.keeps_points:
        raise LogoError(f"The points of plot {plot.name} were not kept in this run.")
    yield data(plot.name)
    yield ",".join(
        map(
            quoted,
            (
                "x min",
                "x max",
                "y min",
                "y max",
                "autoplot?",
                "current pen",
                "legend open?",
                "number of pens",
            ),
        )
    )
    pen_name = plot.current_pen.name if plot.current_pen else ""
    ranges = (plot.x_min, plot.x_max, plot.y_min, plot.y_max)
    yield ",".join(
        [data(float(x)) for x in ranges]
        + [data(plot.autoplot), data(pen_name), data(plot.legend_open), data(float(len(plot.pens)))]
    )
    yield ""
    yield ",".join(map(quoted, ("pen name", "pen down?", "mode", "interval", "color", "x")))
    for pen in plot.pens:
        numbers = [float(pen.mode), pen.interval, closest_number(pen.color), pen.x]
        yield ",".join([data(pen.name), data(pen.is_down), *map(data, numbers)])
    yield ""
    yield ",,,,".join(data(pen.name) for pen in plot.pens)
    yield ",".join(map(quoted, ("x", "y", "color", "pen down?") * len(plot.pens)))
    for row in range(max((len(pen.points) for pen in plot.pens), default=0)):
        cells = []
        for pen in plot.pens:
            if row < len(pen.points):
                point = pen.points[row]
                values = (point.x, point.y, closest_number(point.color), point.is_down)
                cells.append(",".join(map(data, values)))
            else:
                cells.append(",,,")
        yield ",".join(cells)


class ExportPrimitives:
    """The exporting primitives of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _write(self, name: str, kind: str, lines: Iterable[str]) -> None:
        write_file(writable(self._world, name), [*header(kind, self._world.model_name), *lines])

    def export_world(self, name: str) -> None:
        """Write the whole world."""
        self._write(name, "world", world_lines(self._world))

    def export_output(self, name: str) -> None:
        """Write what stands in the output area."""
        if not name:
            raise LogoError("Can't export to empty pathname.")
        write_file(writable(self._world, name), self._world.output.area.splitlines())

    def export_plot(self, plot_name: str, name: str) -> None:
        """Write one plot."""
        plot = self._world.plots.find(plot_name)
        if plot is None:
            raise LogoError(f'no such plot: "{plot_name}"')
        self._write(name, "plot", [*self._model_settings(), *plot_lines(plot)])

    def export_all_plots(self, name: str) -> None:
        """Write all plots."""
        plots = self._world.plots.plots
        if not plots:
            raise LogoError("there are no plots to export")
        lines = [line for plot in _found_by_name(self._world.plots) for line in (*plot_lines(plot), "")]
        self._write(name, "plots", [*self._model_settings(), *lines])

    def _model_settings(self) -> list[str]:
        """The interface's globals, as the files of plots have them."""
        world = self._world
        names = sorted(world.program.interface_globals)
        values = [data(getattr(world.G, world.program.attr(name))) for name in names]
        return [quoted("MODEL SETTINGS"), ",".join(quoted(n.lower()) for n in names), ",".join(values), ""]
