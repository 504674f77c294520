"""The public face of the engine: open a model, run commands, read reporters, exchange values with Python.

Numbers are Python floats, strings str, booleans bool, lists list; agents, agentsets and `nobody` are objects
of the runtime. Integers, tuples and numpy's numbers are taken as well and turned into NetLogo's values.
"""

from __future__ import annotations

import difflib
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from common.html import figures_table
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.program import Program, WorldSize
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.structure import Includer
from netlogo.compiler.frontend import parse_model
from netlogo.compiler.old_models import converted, is_old
from netlogo.engine.conversion import to_logo
from netlogo.engine.engine import Engine
from netlogo.engine.externals import EXTENSIONS
from netlogo.engine.plot_code import ModelPlots
from netlogo.engine.tracebacks import type_of
from netlogo.errors import NetLogoError
from netlogo.extensions import PERMITTED
from netlogo.modelfile.model import InterfaceGlobal, ModelFile, Pen, PlotWidget
from netlogo.modelfile.read_model import read_code, read_model
from netlogo.modelfile.shapes import turtle_shapes
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousProcedure
from netlogo.runtime.agents.kernel import speed_notes
from netlogo.runtime.state import restoring, snapshot
from netlogo.runtime.state.file_access import FileAccess
from netlogo.runtime.state.snapshot import SnapshotError
from netlogo.runtime.values import dump
from netlogo.runtime.world import ChildModel, World


@dataclass(frozen=True, slots=True)
class ProcedureInfo:
    """A procedure of the model: its name, the names of its inputs, whether it reports."""

    name: str
    inputs: tuple[str, ...]
    is_reporter: bool

    @property
    def arity(self) -> int:
        """How many inputs it takes."""
        return len(self.inputs)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Trees are kept: to look through them for garbage again and again takes a quarter of a compilation."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Workspace:
    """One model with its world, ready to run. Make it with `open` or `from_code`."""

    def __init__(
        self, model: ModelFile, *, seed: int | None = None, calls: Mapping[str, Iterable[Any]] | None = None
    ) -> None:
        """Compile the model; `seed` and `calls` as for `open`."""
        include: Includer = self._include
        self.model = model
        if is_old(model.version):
            model, include = converted(model, include, EXTENSIONS)
            self.model = model
        program = Program(model.world)
        program.interface_globals = [widget.name.upper() for widget in model.globals]
        name = model.path.name if model.path else "code"
        main = Source(model.code, name)
        self._sources = [main]
        if model.diagram is not None:
            self._sources.append(Source(model.diagram.code(), "system dynamics"))
        with _no_garbage_collection():
            bodies, table = parse_model(program, [*self._sources], include, EXTENSIONS)
        self.program = program
        self.world = World(program, seed)
        if model.shapes:
            self.world.set_shapes(model.shapes, model.link_shapes)
        self.world.drawing.shapes = cache(lambda: {one.name.lower(): one for one in turtle_shapes(model)})
        if model.path:
            self.world.folder = model.path.parent.absolute()
            self.world.model_name = model.path.name
        masks = {widget.name.upper(): _widget_mask(widget) for widget in model.globals}
        with _no_garbage_collection():
            self._engine = Engine(program, bodies, table, masks, self.world, _called(calls or {}))
        self.world.open_model = self._open_child
        self.world.output.has_area = model.has_output
        self._plots = ModelPlots(self._engine, self.world)
        for widget in model.globals:
            setattr(self.world.G, program.attr(widget.name.upper()), to_logo(widget.default))
        self._plots.add(model.plots)

    @classmethod
    def open(
        cls, path: str | Path, *, seed: int | None = None, calls: Mapping[str, Iterable[Any]] | None = None
    ) -> Workspace:
        """Open a `.nlogo` file.

        Args:
            path: the model.
            seed: of its random numbers; another one each time where None.
            calls: procedure that `call` may be used for -> inputs of the types it will get. Others can be
                called too, but the first such call may write all code anew, which takes time.

        Raises:
            ModelFileError: the file is not a NetLogo 6 model.
            ProgramError: its code has errors (`errors` lists them all).
        """
        return cls(read_model(path), seed=seed, calls=calls)

    @classmethod
    def from_code(
        cls,
        source: str,
        *,
        min_pxcor: int = -16,
        max_pxcor: int = 16,
        min_pycor: int = -16,
        max_pycor: int = 16,
        wrap_x: bool = True,
        wrap_y: bool = True,
        plots: Mapping[str, Iterable[str]] | None = None,
        interface: Iterable[InterfaceGlobal] = (),
        folder: str | Path | None = None,
        seed: int | None = None,
    ) -> Workspace:
        """A workspace for code alone. `plots` gives names of plots and of their pens; `folder` is where
        includes are.
        """
        world = WorldSize(min_pxcor, max_pxcor, min_pycor, max_pycor, wrap_x, wrap_y, patch_size=12.0)
        model = ModelFile(Path(folder) / "code" if folder else None, source, world, list(interface))
        for name, pens in (plots or {}).items():
            model.plots.append(PlotWidget(name, pens=[Pen(pen) for pen in pens]))
        return cls(model, seed=seed)

    # -- running

    def command(self, text: str, agents: str = "observer", *, max_seconds: float | None = None) -> bool:
        """Run commands as the observer, or as all "turtles", "patches" or "links"; whether `stop` ended them.

        Raises:
            CompilerError: the text is not valid.
            LogoError: the commands failed.
            HaltError: they ran longer than `max_seconds`.
        """
        function = self._engine.compiled(text, reporter=False, agents=agents)
        return self._run_as(agents, function, max_seconds)

    def report(self, text: str, *, max_seconds: float | None = None) -> Any:
        """The value of a reporter, run by the observer.

        Raises:
            CompilerError: the text is not valid.
            LogoError: the reporter failed.
            HaltError: it ran longer than `max_seconds`.
        """
        function = self._engine.compiled(text, reporter=True)
        return self._engine.execute(function, self.world.observer, None, max_seconds=max_seconds)

    def read_from_string(self, text: str) -> Any:
        """A literal as a value: a number, string, boolean, list or nobody.

        Raises:
            LogoError: the text is no literal.
        """
        return self._engine.execute(self._engine.namespace["read_from_string"], text)

    def compile_command(self, text: str, agents: str = "observer") -> Callable[[], bool]:
        """Commands to be run again and again without looking them up."""
        self._engine.compiled(text, reporter=False, agents=agents)
        return lambda: self.command(text, agents)

    def compile_reporter(self, text: str) -> Callable[[], Any]:
        """A reporter to be asked again and again."""
        self._engine.compiled(text, reporter=True)
        return lambda: self.report(text)

    def call(self, procedure: str, args: Iterable[Any] = ()) -> Any:
        """Call a procedure with Python values; a reporter's value comes back, for a command whether it
        stopped.

        Raises:
            NetLogoError: there is no such procedure, or it takes another number of inputs.
            LogoError: it failed.
        """
        name = procedure.upper()
        heading = self.program.procedures.get(name)
        if heading is None:
            raise NetLogoError(
                f"expected a procedure of the model, got {procedure!r}{_near(name, self.program.procedures)}"
            )
        values = [to_logo(value) for value in args]
        if len(values) != len(heading.inputs):
            raise NetLogoError(f"expected {len(heading.inputs)} input(s) for {procedure}, got {len(values)}")
        function = self._engine.procedure(name, [type_of(value) for value in values])
        asker = [None] if self._engine.wants_myself(name) else []
        result = self._engine.execute(function, self.world.observer, *asker, *values)
        return result if heading.is_reporter else bool(result)

    def run_anonymous(self, text: str, *args: Any) -> None:
        """Run an anonymous command, such as `[[a b] -> show a + b]`, as the observer with Python values.

        Unlike values that are written into a command's text, they arrive to the last digit, and the text is
        compiled once.

        Raises:
            CompilerError: the text is not valid.
            NetLogoError: it is no anonymous command.
            LogoError: it failed.
        """
        command = self.report(text)
        if not isinstance(command, AnonymousCommand):
            raise NetLogoError(f"expected an anonymous command, got {text!r}")
        self.run_value(command, tuple(to_logo(value) for value in args))

    def run_value(self, procedure: AnonymousProcedure, values: tuple[Any, ...]) -> Any:
        """Run an anonymous procedure as the observer; its value if it reports.

        Raises:
            LogoError: it failed.
        """
        return self._engine.execute(procedure.run, self.world.observer, None, values)

    def _run_as(self, agents: str, function: Callable[..., Any], max_seconds: float | None) -> bool:
        if agents == "observer":
            result = self._engine.execute(function, self.world.observer, None, max_seconds=max_seconds)
            return bool(result)
        everybody = {"turtles": self.world.turtles, "patches": self.world.patches, "links": self.world.links}[
            agents
        ]

        def code(agent: Any) -> Any:
            return function(agent, None)

        self._engine.execute(self._engine.take_turns, everybody, code, max_seconds=max_seconds)
        return False

    # -- values

    def set_global(self, name: str, value: Any) -> None:
        """Give a global a value.

        Raises:
            NetLogoError: there is no such global.
        """
        attribute = self._global(name)
        logo = to_logo(value)
        self._engine.set_global(name.upper(), type_of(logo))
        setattr(self.world.G, attribute, logo)

    def get_global(self, name: str) -> Any:
        """The value of a global.

        Raises:
            NetLogoError: there is no such global.
        """
        return getattr(self.world.G, self._global(name))

    def _global(self, name: str) -> str:
        upper = name.upper()
        if upper not in self.program.globals:
            raise NetLogoError(
                f"expected a global of the model, got {name!r}{_near(upper, self.program.globals)}"
            )
        return self.program.attr(upper)

    # -- the state as a whole

    def snapshot(self) -> bytes:
        """Everything that decides what the model does from here on, for `restore`; nothing is changed.

        Raises:
            SnapshotError: something cannot be written down: an anonymous procedure that is kept in a
                variable, an open file, the schedule of the extension `time`.
        """
        texts = self._engine.texts()
        if texts is None:
            raise SnapshotError("the model has run more texts than are kept")
        return msgspec.msgpack.encode((texts, msgspec.Raw(snapshot.take(self.world))))

    def restore(self, state: bytes) -> None:
        """Take up a state that `snapshot` gave in a workspace of the same model; it goes on as there.

        Raises:
            SnapshotError: these bytes are no state of this model; the world is in no usable state then.
        """
        try:
            texts, world = msgspec.msgpack.decode(state, type=tuple[list[tuple[Any, ...]], msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SnapshotError(f"not a state of a model: {error}") from error
        self._engine.take_in_texts(texts)
        restoring.restore(self.world, world)

    # -- what the model has

    @property
    def engine(self) -> Engine:
        """The compiled model, for tools that look into it."""
        return self._engine

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever runs a model should know of the engine, a sentence each."""
        return speed_notes()

    @property
    def output(self) -> str:
        """All that the model has printed so far."""
        return self.world.output.text

    @property
    def globals(self) -> list[str]:
        """Names of all globals in small letters, those of the interface first."""
        return [name.lower() for name in self.program.globals]

    @property
    def interface_globals(self) -> dict[str, InterfaceGlobal]:
        """Sliders, switches, choosers and input boxes by the name of their global."""
        return {widget.name.lower(): widget for widget in self.model.globals}

    @property
    def procedures(self) -> dict[str, ProcedureInfo]:
        """The model's procedures by name in small letters."""
        return {
            name.lower(): ProcedureInfo(name.lower(), tuple(word.lower() for word in h.inputs), h.is_reporter)
            for name, h in self.program.procedures.items()
        }

    @property
    def plot_errors(self) -> Mapping[str, NetLogoError]:
        """The first error of each piece of plot code that failed, by what it is the code of."""
        return self._plots.errors

    def python(self) -> str:
        """The generated Python of all procedures, with the NetLogo line beside each statement."""
        return self._engine.python()

    def confine(self, folders: Iterable[str | Path], output: str | Path | None = None) -> None:
        """Let the model write and delete files in these folders only, and below them; it reads anywhere.

        With `output`, what it writes under its own folder goes there instead, and is read back from there.
        """
        self.world.file_access = FileAccess(
            tuple(Path(os.path.realpath(one)) for one in folders),
            self.world.folder,
            None if output is None else Path(os.path.abspath(output)),
        )

    def close_files(self) -> None:
        """Close the files that the model has left open.

        Raises:
            LogoError: what was written last does not reach its file.
        """
        while self.world.open_files:
            self.world.open_files.popitem()[1].close()

    def allow(self, permissions: Iterable[str]) -> None:
        """Let the model do what a stranger's program may not: `py` (run Python here), `shell` (run programs,
        read the environment), `fetch` (load from the network).

        Raises:
            NetLogoError: there is no such permission.
        """
        wanted = frozenset(permissions)
        unknown = sorted(wanted - set(PERMITTED))
        if unknown:
            raise NetLogoError(f"expected {', '.join(PERMITTED)} to be allowed, got {unknown[0]!r}")
        self.world.allowed = wanted

    def forget_plots(self) -> None:
        """Keep only the newest point of every pen, for a long run that nobody looks at.

        Plot code runs and ranges grow as ever. A model that writes its plots to files keeps all points.
        """
        if not any("export-" in source.text.lower() for source in self._sources):
            for plot in self.world.plots.plots:
                plot.keeps_points = False

    def _repr_html_(self) -> str:
        """The model, its world and its interface values now, for a notebook; nothing in the model changes."""
        world = self.world
        size = self.program.world
        figures: dict[str, object] = {
            "ticks": "not yet set up" if world.ticks < 0 else f"{world.ticks:g}",
            "pxcor": f"{size.min_pxcor} to {size.max_pxcor}",
            "pycor": f"{size.min_pycor} to {size.max_pycor}",
            "turtles": f"{len(world.turtles):,}",
            "links": f"{len(world.links):,}",
        }
        figures |= {name: dump(self.get_global(name), readable=True) for name in self.interface_globals}
        return figures_table(self.model.path.name if self.model.path else "code", figures)

    # -- building

    def _open_child(self, path: Path) -> ChildModel:
        """Another model with the files and permissions of this one."""
        child = Workspace.open(path)
        access = self.world.file_access
        if access.folders or access.output is not None:
            child.confine(access.folders, access.output)
        child.world.allowed = self.world.allowed
        child.world.depth = self.world.depth + 1
        child.world.output.on_text = self.world.output.write
        return _Child(child, path)

    def _include(self, path: str) -> Source | None:
        folder = self.model.path.parent if self.model.path else Path()
        try:
            source = Source(read_code(folder / path), path)
        except (OSError, UnicodeDecodeError):
            return None
        self._sources.append(source)
        return source


class _Child:
    """A workspace as the model that has opened it sees it."""

    def __init__(self, workspace: Workspace, path: Path) -> None:
        self.world = workspace.world
        self.path = path
        self._workspace = workspace

    def run_text(self, text: str, values: tuple[Any, ...]) -> Any:
        procedure = self._workspace.report(text)
        return self._workspace.run_value(procedure, values)


def _widget_mask(widget: InterfaceGlobal) -> int:
    """The types that a widget can give its global."""
    if widget.kind == "chooser":
        mask = 0
        for choice in widget.choices:
            mask |= type_of(to_logo(choice))
        return mask
    return type_of(to_logo(widget.default)) or s.NUMBER


def _called(calls: Mapping[str, Iterable[Any]]) -> dict[str, list[int]]:
    """The types of what procedures will be called with."""
    return {name.upper(): [type_of(to_logo(value)) for value in values] for name, values in calls.items()}


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 3)
    return f"; did you mean {' or '.join(word.lower() for word in near)}?" if near else ""
